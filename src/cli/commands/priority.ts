import { ExitCode } from '../../model/problem.js';
import { refuseDryRun } from '../apply.js';
import type { Command } from '../command.js';
import { usageProblem } from '../usage.js';

export const command: Command = {
  arguments: 'NAME [NICE]',
  description: [
    'Tells the nice value of a running container, or sets it, -20 (most) to 19 (least): for its cgroup among the others and for each of its processes. It lasts until the container ends; for good, write `limits.cpu_weight`.',
  ],
  options: {},
  examples: [
    { line: 'lxc-compose priority web', meaning: 'the nice value of web' },
    { line: 'lxc-compose priority backup 10', meaning: 'backup gets what others leave' },
  ],
  needsRoot: true,
  completes: 'running',
  async run({ values, positionals, invocation, verbs, output }) {
    refuseDryRun(values, 'priority');
    const [container, given, ...more] = positionals;
    if (container === undefined || more.length > 0)
      throw usageProblem('priority takes NAME and perhaps NICE', 'priority');
    const nice = given === undefined ? undefined : Number(given);
    if (nice !== undefined && !(Number.isInteger(nice) && nice >= -20 && nice <= 19))
      throw usageProblem(`a nice value is -20 to 19, not "${given}"`, 'priority');
    const now = await verbs.priority(invocation, { container, ...(nice !== undefined && { nice }) });
    if (nice === undefined) output.data(`${now}\n`);
    return ExitCode.ok;
  },
};
