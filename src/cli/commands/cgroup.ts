import { ExitCode } from '../../model/problem.js';
import { refuseDryRun } from '../apply.js';
import type { Command } from '../command.js';
import { escapeText } from '../escape.js';
import { flag } from '../options.js';
import { usageProblem } from '../usage.js';

export const command: Command = {
  arguments: 'NAME FILE [VALUE]',
  description: [
    "Reads a file of a running container's cgroups, or writes VALUE into it. The names of both generations work on every host: `cpu.shares` is translated to `cpu.weight` where there is only that, and this is said.",
    'What is written lasts until the container ends, or until the next `up` puts what the spec says.',
  ],
  options: {},
  examples: [
    { line: 'lxc-compose cgroup web memory.usage_in_bytes', meaning: 'how much memory web uses' },
    { line: 'lxc-compose cgroup web cpu.shares 512', meaning: 'half of the usual share of the processors' },
  ],
  needsRoot: true,
  completes: 'running',
  async run({ values, positionals, invocation, verbs, output }) {
    refuseDryRun(values, 'cgroup');
    const [container, file, value, ...more] = positionals;
    if (container === undefined || file === undefined || more.length > 0)
      throw usageProblem('cgroup takes NAME, FILE and perhaps VALUE', 'cgroup');
    const read = await verbs.cgroup(invocation, { container, file, ...(value !== undefined && { value }) });
    if (read.instead !== undefined && !flag(values, 'quiet'))
      output.note(`This host has ${read.instead} instead of ${file}: translated.\n`);
    if (value === undefined) output.data(`${read.value.split('\n').map(escapeText).join('\n')}\n`);
    return ExitCode.ok;
  },
};
