import { applyAndTell } from '../apply.js';
import { applyOptions, confirmWithinOf, maxDisruptionOf, waitOf } from '../apply-options.js';
import type { Command } from '../command.js';
import { usageProblem } from '../usage.js';

export const command: Command = {
  arguments: 'FILE',
  description: [
    'Does what a plan says that `plan --out` kept: exactly these operations, or nothing. When the spec or the host has moved since, so that `up` would do something else, the attributes that moved are named and the exit code is 5.',
    'The spec is found where it was when the plan was made. `up FILE.json` is the same.',
  ],
  options: applyOptions,
  examples: [
    { line: 'lxc-compose apply plan.json', meaning: 'do what was reviewed' },
    {
      line: 'lxc-compose apply --max-disruption live plan.json',
      meaning: 'refuse it if it would restart anything',
    },
  ],
  needsRoot: true,
  async run(context) {
    const [file, ...more] = context.positionals;
    if (file === undefined || more.length > 0) throw usageProblem('`apply` takes one plan file', 'apply');
    const { values, verbs } = context;
    return await applyAndTell(context, withProgress =>
      verbs.applySaved(withProgress, {
        file,
        ...waitOf(values),
        ...maxDisruptionOf(values),
        ...confirmWithinOf(values),
      }),
    );
  },
};
