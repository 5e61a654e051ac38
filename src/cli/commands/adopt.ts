import { resolve } from 'node:path';
import { ExitCode } from '../../model/problem.js';
import type { Command } from '../command.js';
import { escapeText } from '../escape.js';
import { flag, text } from '../options.js';
import { renderWarning } from '../render-warning.js';
import { usageProblem } from '../usage.js';

export const command: Command = {
  arguments: '',
  description: [
    'Prints a spec of what runs on this host, for which `plan` has nothing to do. With the name of a project of lxc-compose it is the spec of that project, as it was last applied and with what was changed by hand since then: for a file that is lost. Otherwise it is everything that lxc-compose has not made: bridges as external networks, named network namespaces and the containers of LXC as containers of the profile `adopted`.',
    'What was found, and what a spec cannot say, is told on standard error. Nothing on the host is changed.',
  ],
  options: {
    'from-host': {
      type: 'boolean',
      summary: 'What lxc-compose has not made, as project -p or the host’s name',
    },
    output: { type: 'string', short: 'o', value: 'FILE', summary: 'Write a new file instead of printing' },
    lxcpath: {
      type: 'string',
      value: 'DIR',
      summary: 'Where LXC has its containers (default: /var/lib/lxc)',
    },
  },
  examples: [
    {
      line: 'lxc-compose adopt -p lab -o lxc-compose.yaml',
      meaning: 'a new file for a project whose spec is lost',
    },
    {
      line: 'lxc-compose adopt --from-host',
      meaning: 'begin with the bridges and namespaces that are there',
    },
  ],
  needsRoot: true,
  async run({ values, positionals, invocation, verbs, output }) {
    if (positionals.length > 0) throw usageProblem('adopt takes no arguments', 'adopt');
    const { workingDirectory } = invocation;
    const adopted = await verbs.adopt(invocation, {
      fromHost: flag(values, 'from-host'),
      lxcpath: resolve(workingDirectory, text(values, 'lxcpath') ?? '/var/lib/lxc'),
    });
    if (!flag(values, 'quiet')) {
      for (const each of adopted.found) output.note(`${escapeText(each)}\n`);
      for (const each of adopted.missing) output.note(renderWarning(each, output.noteColours));
    }
    const target = text(values, 'output');
    if (target === undefined) output.data(adopted.text);
    else await verbs.writeNewFile(resolve(workingDirectory, target), adopted.text);
    return ExitCode.ok;
  },
};
