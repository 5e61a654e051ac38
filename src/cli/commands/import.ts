import { resolve } from 'node:path';
import { ExitCode } from '../../model/problem.js';
import type { Command } from '../command.js';
import { flag, text } from '../options.js';
import { renderDiagnostic } from '../render-diagnostic.js';
import { usageProblem } from '../usage.js';

const kinds = ['lxc', 'compose', 'containerlab', 'kathara'];

export const command: Command = {
  arguments: `${kinds.join('|')} FILE`,
  description: [
    'Translates a file of another program into a spec, and prints it: the configuration of an LXC container (with the keys of LXC 1 to 7), a Docker Compose file, a topology of containerlab, or the lab.conf of Kathara with the startup files beside it. `-` is standard input.',
    'What could not be translated is told on standard error, each with its line; nothing is lost silently.',
  ],
  options: {
    output: { type: 'string', short: 'o', value: 'FILE', summary: 'Write a new file instead of printing' },
  },
  examples: [
    { line: 'lxc-compose import lxc /var/lib/lxc/web/config', meaning: 'see what LXC’s container would be' },
    {
      line: 'lxc-compose import compose compose.yaml -o lxc-compose.yaml',
      meaning: 'begin with what Docker Compose has',
    },
  ],
  completes: kinds,
  async run({ values, positionals, invocation, verbs, output, readInput }) {
    const [kind, file, ...more] = positionals;
    if (kind === undefined || !kinds.includes(kind) || file === undefined || more.length > 0) {
      throw usageProblem(`import takes one of ${kinds.join(', ')}, and a file`, 'import');
    }
    if (file === '-') invocation.standardInput = await readInput();
    const { text: spec, remarks, sources } = await verbs.importSpec(invocation, kind, file);
    for (const remark of flag(values, 'quiet') ? [] : remarks) {
      output.note(renderDiagnostic(remark, sources, invocation.workingDirectory, output.noteColours));
    }
    const target = text(values, 'output');
    if (target === undefined) output.data(spec);
    else await verbs.writeNewFile(resolve(invocation.workingDirectory, target), spec);
    return ExitCode.ok;
  },
};
