import { applyAndTell, refuseDryRun } from '../apply.js';
import type { Command } from '../command.js';

export const command: Command = {
  arguments: '[NAME...]',
  description: [
    'Starts containers that exist and do not run, and what they depend on; without NAME all of them. Their definition is not changed: that is what `up` is for.',
  ],
  options: {},
  examples: [
    { line: 'lxc-compose start', meaning: 'start everything that was stopped' },
    { line: 'lxc-compose start db web', meaning: 'start these two' },
  ],
  needsRoot: true,
  completes: 'containers',
  async run(context) {
    refuseDryRun(context.values, 'start');
    return await applyAndTell(context, withProgress =>
      context.verbs.start(withProgress, context.positionals),
    );
  },
};
