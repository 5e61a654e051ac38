import { applyAndTell, refuseDryRun } from '../apply.js';
import type { Command } from '../command.js';

export const command: Command = {
  arguments: '[NAME...]',
  description: [
    'Stops every process of containers where it stands, without their noticing: no processor time, and all of the memory and every connection kept. Without NAME all that run. `unfreeze` lets them go on.',
  ],
  options: {},
  examples: [
    { line: 'lxc-compose freeze', meaning: 'everything of the project stands still' },
    {
      line: 'lxc-compose freeze db && cp -r data backup; lxc-compose unfreeze db',
      meaning: 'a copy of data that nobody changes meanwhile',
    },
  ],
  needsRoot: true,
  completes: 'running',
  async run(context) {
    refuseDryRun(context.values, 'freeze');
    return await applyAndTell(context, withProgress =>
      context.verbs.freeze(withProgress, context.positionals),
    );
  },
};
