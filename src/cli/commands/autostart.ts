import type { AutostartOptions } from '../../app/contract.js';
import { ExitCode } from '../../model/problem.js';
import { graceOf, refuseDryRun } from '../apply.js';
import type { Command } from '../command.js';
import { escapeText } from '../escape.js';
import { flag, list, type OptionValues } from '../options.js';
import { renderProblem } from '../render-problem.js';
import { usageProblem } from '../usage.js';

export const command: Command = {
  arguments: '',
  description: [
    'Starts the containers that have `autostart` in the spec and do not run: lower `order` first, each followed by its `delay`. --shutdown, --kill and --reboot do that to those that run instead.',
    'Without --groups these are the containers in no group. Groups are taken in the order in which they are given, and an empty one stands for those in none: `-g onboot,` is what LXC does at boot.',
  ],
  options: {
    list: { type: 'boolean', short: 'L', summary: 'Only print names and delays in seconds, do nothing' },
    shutdown: { type: 'boolean', short: 's', summary: 'Stop them' },
    kill: { type: 'boolean', short: 'k', summary: 'Kill them' },
    reboot: { type: 'boolean', short: 'r', summary: 'Reboot them' },
    groups: {
      type: 'string',
      short: 'g',
      multiple: true,
      value: 'GROUPS',
      summary: 'Containers of these groups, with commas between; may be given several times',
    },
    all: { type: 'boolean', short: 'a', summary: 'Of every group and of none' },
    'ignore-auto': { type: 'boolean', short: 'A', summary: 'Also containers without `autostart`' },
    timeout: {
      type: 'string',
      short: 't',
      value: 'TIME',
      summary: 'How long each may take to stop or reboot (default: its stop_grace_period)',
    },
  },
  examples: [
    {
      line: 'lxc-compose autostart -g onboot,',
      meaning: 'first those of the group onboot, then those of none',
    },
    { line: 'lxc-compose autostart -a -L', meaning: 'what would be started, in order' },
  ],
  needsRoot: true,
  async run({ values, positionals, invocation, verbs, output }) {
    refuseDryRun(values, 'autostart');
    if (positionals.length > 0) {
      throw usageProblem('`autostart` takes groups and no names', 'autostart', 'For names there is `start`.');
    }
    const options: AutostartOptions = {
      action: actionOf(values),
      groups: list(values, 'groups').flatMap(each => each.split(',')),
      all: flag(values, 'all'),
      ignoreAuto: flag(values, 'ignore-auto'),
      graceMs: graceOf(values),
    };
    if (flag(values, 'list')) {
      const timed = options.action === 'start' || options.action === 'reboot';
      for (const { container, delayMs } of await verbs.autostartList(invocation, options))
        output.data(`${escapeText(container)}${timed ? ` ${delayMs / 1000}` : ''}\n`);
      return ExitCode.ok;
    }
    const { done, failed } = await verbs.autostart(invocation, options);
    for (const { problem } of failed)
      output.note(
        `${output.noteColours.red('Error:')} ${renderProblem(problem, invocation.workingDirectory)}`,
      );
    if (!flag(values, 'quiet')) {
      for (const name of done) output.note(`container ${escapeText(name)}: ${pastOf[options.action]}\n`);
    }
    if (failed.length === 0) return ExitCode.ok;
    return done.length > 0 ? ExitCode.partial : ExitCode.failed;
  },
};

const pastOf = { start: 'started', shutdown: 'stopped', kill: 'killed', reboot: 'rebooted' } as const;

/** As LXC orders them when several are given. */
function actionOf(values: OptionValues): AutostartOptions['action'] {
  for (const action of ['shutdown', 'kill', 'reboot'] as const) if (flag(values, action)) return action;
  return 'start';
}
