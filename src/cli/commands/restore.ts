import { ExitCode } from '../../model/problem.js';
import { refuseDryRun } from '../apply.js';
import type { Command } from '../command.js';
import { usageProblem } from '../usage.js';

export const command: Command = {
  arguments: 'NAME SNAPSHOT',
  description: [
    'Brings a stopped container back to a snapshot; what it has changed since is gone. The snapshot stays.',
  ],
  options: {},
  examples: [
    { line: 'lxc-compose stop web && lxc-compose restore web snap0', meaning: 'web as it was' },
    { line: 'lxc-compose start web', meaning: 'and on from there' },
  ],
  needsRoot: true,
  completes: 'containers',
  async run({ values, positionals, invocation, verbs }) {
    refuseDryRun(values, 'restore');
    const [container, snapshot, ...more] = positionals;
    if (container === undefined || snapshot === undefined || more.length > 0)
      throw usageProblem('restore takes NAME and SNAPSHOT', 'restore');
    await verbs.restore(invocation, container, snapshot);
    return ExitCode.ok;
  },
};
