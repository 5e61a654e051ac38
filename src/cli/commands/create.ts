import { applyAndTell, refuseDryRun } from '../apply.js';
import type { Command } from '../command.js';

export const command: Command = {
  arguments: '[NAME...]',
  description: [
    'Makes what containers need on disk (the layers of their root file systems, volumes, ranges of ids) and starts nothing; without NAME for all of them. They are STOPPED then, and `up` or `start` runs them. What is there already stays as it is.',
  ],
  options: {},
  examples: [
    { line: 'lxc-compose create', meaning: 'prepare everything, so that `up` has less to do' },
    { line: 'lxc-compose create db && lxc-compose ps -a', meaning: 'prepare one and look at it' },
  ],
  needsRoot: true,
  completes: 'containers',
  async run(context) {
    refuseDryRun(context.values, 'create');
    return await applyAndTell(context, withProgress =>
      context.verbs.create(withProgress, { containers: context.positionals }),
    );
  },
};
