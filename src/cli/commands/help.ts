import { ExitCode } from '../../model/problem.js';
import type { Command } from '../command.js';
import { findCommand, visibleCommands } from '../find-command.js';
import { renderCommandHelp, renderOverview } from '../render-help.js';
import { usageProblem } from '../usage.js';

export const command: Command = {
  arguments: '[COMMAND]',
  description: ['Explains a command, or lists all of them.'],
  options: {},
  examples: [
    { line: 'lxc-compose help', meaning: 'all commands and global flags' },
    { line: 'lxc-compose help up', meaning: 'the same as `lxc-compose up --help`' },
  ],
  completes: 'commands',
  async run({ positionals, output, commands }) {
    if (positionals.length > 1) throw usageProblem('help explains one command at a time', 'help');
    const [name] = positionals;
    if (name === undefined) {
      output.data(renderOverview(visibleCommands(commands), output.dataColours));
    } else {
      const entry = findCommand(commands, name);
      output.data(renderCommandHelp(entry, (await entry.load()).command, output.dataColours));
    }
    return ExitCode.ok;
  },
};
