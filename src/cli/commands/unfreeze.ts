import { applyAndTell, refuseDryRun } from '../apply.js';
import type { Command } from '../command.js';

export const command: Command = {
  arguments: '[NAME...]',
  description: [
    'Lets frozen containers go on; without NAME all of them. One that is not frozen is left alone.',
  ],
  options: {},
  examples: [
    { line: 'lxc-compose unfreeze', meaning: 'everything goes on' },
    { line: 'lxc-compose unfreeze db', meaning: 'only this one' },
  ],
  needsRoot: true,
  completes: 'running',
  async run(context) {
    refuseDryRun(context.values, 'unfreeze');
    return await applyAndTell(context, withProgress =>
      context.verbs.unfreeze(withProgress, context.positionals),
    );
  },
};
