import { ExitCode } from '../../model/problem.js';
import type { Command } from '../command.js';
import { completionScripts } from '../completion-scripts.js';
import { usageProblem } from '../usage.js';

const shells = Object.keys(completionScripts);

export const command: Command = {
  arguments: shells.join('|'),
  description: [
    'Prints a completion script. It completes commands, flags and their values, and the names of containers as they are at that moment.',
  ],
  options: {},
  examples: [
    {
      line: 'source <(lxc-compose completion bash)',
      meaning: 'for this shell; put it into ~/.bashrc for all',
    },
    {
      line: 'lxc-compose completion fish > ~/.config/fish/completions/lxc-compose.fish',
      meaning: 'for fish, for good',
    },
  ],
  completes: shells,
  async run({ positionals, output }) {
    const [shell] = positionals;
    const script = shell !== undefined && positionals.length === 1 ? completionScripts[shell] : undefined;
    if (script === undefined)
      throw usageProblem(`completion needs one of ${shells.join(', ')}`, 'completion');
    output.data(script);
    return ExitCode.ok;
  },
};
