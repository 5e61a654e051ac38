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
    'Writes a spec of what is running on this host, whose plan is empty: with `-p NAME` of a project of lxc-compose whose spec is lost; else of what others have made: bridges, named network namespaces and LXC’s containers. Changes nothing.',
    'What runs elsewhere has another parent, which cannot be changed while it runs: it is written under the profile `adopted`, with a comment that says how to take it over.',
  ],
  options: {
    'from-host': { type: 'boolean', summary: 'What is not ours, as a project of another name' },
    lxcpath: {
      type: 'string',
      short: 'P',
      value: 'DIR',
      summary: 'Where LXC has its containers (/var/lib/lxc)',
    },
    netns: { type: 'string', value: 'DIR', summary: 'Where network namespaces are named (/run/netns)' },
    output: { type: 'string', short: 'o', value: 'FILE', summary: 'Write a new file instead of printing' },
  },
  examples: [
    { line: 'lxc-compose -p lab adopt -o lxc-compose.yaml', meaning: 'the spec of project lab is lost' },
    { line: 'lxc-compose adopt', meaning: 'what is there on this host?' },
  ],
  needsRoot: true,
  async run({ values, positionals, invocation, verbs, output }) {
    if (positionals.length > 0) throw usageProblem('adopt takes no arguments', 'adopt');
    const { workingDirectory } = invocation;
    const [lxcPath, namespaces] = ['lxcpath', 'netns'].map(name => text(values, name));
    const {
      text: spec,
      found,
      remarks,
    } = await verbs.adopt(invocation, {
      fromHost: flag(values, 'from-host'),
      ...(lxcPath !== undefined && { lxcPath: resolve(workingDirectory, lxcPath) }),
      ...(namespaces !== undefined && { namespaces: resolve(workingDirectory, namespaces) }),
    });
    if (!flag(values, 'quiet')) {
      for (const each of found) output.note(`${escapeText(each)}\n`);
      for (const each of remarks) output.note(renderWarning(each, output.noteColours));
    }
    const target = text(values, 'output');
    if (target === undefined) output.data(spec);
    else await verbs.writeNewFile(resolve(workingDirectory, target), spec);
    return ExitCode.ok;
  },
};
