import { ExitCode, Problem } from '../../model/problem.js';
import { applyAndTell, refuseDryRun } from '../apply.js';
import type { Command, CommandContext } from '../command.js';
import { escapeText } from '../escape.js';
import { flag } from '../options.js';

export const command: Command = {
  arguments: '[NAME...]',
  description: [
    'Removes containers that do not run, with what they changed on disk and their logs; without NAME all that do not run. It asks first. They stay in the spec, and `up` makes them anew. Networks and what others use is not touched.',
    'Containers that the spec no longer names are removed by their names as well.',
  ],
  options: {
    force: { type: 'boolean', short: 'f', summary: 'Also containers that run: they are killed first' },
    volumes: {
      type: 'boolean',
      short: 'v',
      summary: 'Also their volumes, with the data, unless another container uses them',
    },
    stop: { type: 'boolean', short: 's', unsupported: true, summary: '' },
    snapshots: { type: 'boolean', unsupported: true, summary: '' },
  },
  examples: [
    { line: 'lxc-compose rm', meaning: 'remove what has ended, after a question' },
    { line: 'lxc-compose rm --force -y web', meaning: 'kill and remove one, without a question' },
  ],
  needsRoot: true,
  completes: 'containers',
  async run(context) {
    const { values, positionals, verbs } = context;
    refuseDryRun(values, 'rm');
    const [force, volumes] = [flag(values, 'force'), flag(values, 'volumes')];
    if (!flag(values, 'yes')) await confirm(context, positionals, force, volumes);
    return await applyAndTell(context, withProgress =>
      verbs.remove(withProgress, { containers: positionals, force, volumes }),
    );
  },
};

async function confirm(
  { ask }: CommandContext,
  names: string[],
  force: boolean,
  volumes: boolean,
): Promise<void> {
  if (!ask) {
    throw new Problem('removing containers has to be confirmed, and there is no terminal to ask on', {
      exitCode: ExitCode.refused,
      remedy: 'Say -y to remove them without a question.',
    });
  }
  const which = names.length > 0 ? names.join(', ') : force ? 'all containers' : 'all stopped containers';
  const data = volumes ? 'what they changed and their volumes' : 'what they changed';
  if (await ask(`Remove ${escapeText(which)} with ${data}? [y/N] `)) return;
  throw new Problem('not confirmed, nothing was changed', { exitCode: ExitCode.refused });
}
