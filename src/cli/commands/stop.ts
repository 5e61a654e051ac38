import { ExitCode } from '../../model/problem.js';
import { applyAndTell, graceOf, refuseDryRun } from '../apply.js';
import type { Command, CommandContext } from '../command.js';
import { flag } from '../options.js';
import { rebootAndTell } from '../reboot.js';
import { unknownContainer } from '../unknown-container.js';

export const command: Command = {
  arguments: '[NAME...]',
  description: [
    'Sends each container its stop signal, waits, and kills what is left of it; without NAME all of them. Files, addresses and volumes stay; `start` or `up` brings them back.',
  ],
  options: {
    timeout: {
      type: 'string',
      short: 't',
      value: 'TIME',
      summary: 'How long each may take (default: its stop_grace_period; 0: kill at once)',
    },
    kill: { type: 'boolean', short: 'k', summary: 'Kill at once: the same as -t 0' },
    nowait: {
      type: 'boolean',
      short: 'W',
      summary: 'Only ask: send the stop signals, and wait for nobody',
    },
    reboot: {
      type: 'boolean',
      short: 'r',
      summary: 'Reboot instead, as lxc-stop has it: the same as `restart --reboot`',
    },
  },
  examples: [
    { line: 'lxc-compose stop', meaning: 'stop everything, remove nothing' },
    { line: 'lxc-compose stop -t 30 db', meaning: 'give db half a minute to finish' },
  ],
  needsRoot: true,
  completes: 'running',
  async run(context) {
    refuseDryRun(context.values, 'stop');
    const grace = flag(context.values, 'kill') ? 0 : graceOf(context.values);
    const reboot = flag(context.values, 'reboot');
    if (flag(context.values, 'nowait') && grace !== 0) return await askOnly(context, reboot);
    if (reboot) return await rebootAndTell(context, context.positionals, grace);
    return await applyAndTell(context, withProgress =>
      context.verbs.stop(withProgress, context.positionals, grace),
    );
  },
};

/** Whether and when they end, nobody is told: `wait` waits for it. */
async function askOnly(
  { values, positionals, invocation, verbs, output }: CommandContext,
  reboot: boolean,
): Promise<number> {
  const { project } = await verbs.load(invocation);
  const named = (each: { name: string; service: string }) =>
    positionals.length === 0 || positionals.includes(each.name) || positionals.includes(each.service);
  const running = new Map(
    (await verbs.ps(invocation, { all: false }))
      .filter(each => each.pid !== null)
      .map(each => [each.name, each.state]),
  );
  for (const name of positionals) {
    if (!project.containers.some(each => each.name === name || each.service === name))
      throw unknownContainer(
        name,
        project.containers.map(each => each.name),
      );
  }
  for (const { name, stopSignal, rebootSignal } of project.containers.filter(
    each => named(each) && running.has(each.name),
  )) {
    const signal = reboot ? rebootSignal : stopSignal;
    await verbs.kill(invocation, { containers: [name], signal, all: false });
    // What stands hears nothing until it goes on.
    if (running.get(name) === 'FROZEN') await verbs.unfreeze(invocation, [name]);
    if (!flag(values, 'quiet')) output.note(`container ${name}: ${signal} sent\n`);
  }
  return ExitCode.ok;
}
