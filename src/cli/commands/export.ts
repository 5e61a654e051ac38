import { resolve } from 'node:path';
import { ExitCode } from '../../model/problem.js';
import type { Command } from '../command.js';
import { flag, text } from '../options.js';
import { renderDiagnostic } from '../render-diagnostic.js';
import { usageProblem } from '../usage.js';

const kinds = ['lxc'];

export const command: Command = {
  arguments: 'lxc [CONTAINER...]',
  description: [
    'Prints containers of the spec as configurations of LXC, in the keys of LXC 3 and later. What LXC has no key for is told on standard error, each with its line. Importing the result gives the same container again.',
  ],
  options: {
    output: {
      type: 'string',
      short: 'o',
      value: 'DIR',
      summary: 'Write a new file NAME.conf for each container into this directory',
    },
  },
  examples: [
    { line: 'lxc-compose export lxc web', meaning: 'the configuration of one container' },
    { line: 'lxc-compose export lxc -o /tmp/lxc', meaning: 'a file for each container' },
  ],
  completes: kinds,
  async run({ values, positionals, invocation, verbs, output }) {
    const [kind, ...names] = positionals;
    if (kind === undefined || !kinds.includes(kind))
      throw usageProblem('export takes lxc, and containers', 'export');
    const exported = await verbs.exportLxc(invocation, names);
    const directory = text(values, 'output');
    if (directory === undefined && exported.length > 1) {
      throw usageProblem(
        `there are ${exported.length} containers: name one, or a directory with -o`,
        'export',
      );
    }
    for (const { name, text: configuration, remarks } of exported) {
      for (const remark of flag(values, 'quiet') ? [] : remarks) {
        output.note(renderDiagnostic(remark, new Map(), invocation.workingDirectory, output.noteColours));
      }
      if (directory === undefined) output.data(configuration);
      else
        await verbs.writeNewFile(
          resolve(invocation.workingDirectory, directory, `${name}.conf`),
          configuration,
        );
    }
    return ExitCode.ok;
  },
};
