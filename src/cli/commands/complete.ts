import { ExitCode } from '../../model/problem.js';
import type { Command } from '../command.js';
import { complete } from '../completion.js';
import { escapeText } from '../escape.js';

export const command: Command = {
  arguments: 'WORD...',
  description: [
    'What the completion scripts call: prints one candidate a line with a tab and its description, or `:files`.',
  ],
  options: {},
  examples: [
    { line: "lxc-compose __complete -- ''", meaning: 'the commands' },
    { line: 'lxc-compose __complete -- exec we', meaning: 'running containers that begin with "we"' },
  ],
  stopsAtFirstArgument: true,
  async run({ positionals, invocation, verbs, output, commands }) {
    // No spec here, no rights, no containers: nothing to offer, and no message into somebody's command line.
    const completion = await complete(positionals, commands, verbs, {
      ...invocation,
      report: () => {},
    }).catch(() => []);
    if (completion === 'files') output.data(':files\n');
    else
      output.data(
        completion.map(each => `${escapeText(each.word)}\t${escapeText(each.description)}\n`).join(''),
      );
    return ExitCode.ok;
  },
};
