import { ExitCode } from '../../model/problem.js';
import type { Command } from '../command.js';

export const command: Command = {
  arguments: '',
  description: [
    'Keeps what `up --confirm-within` has applied. Without it everything goes back by itself to what was applied before, when the time is over; also when the terminal or the connection has died meanwhile.',
  ],
  options: {},
  examples: [
    { line: 'lxc-compose confirm', meaning: 'it works: keep it' },
    { line: 'lxc-compose -p lab confirm', meaning: 'the same from anywhere' },
  ],
  needsRoot: true,
  async run({ invocation, verbs, output }) {
    const entry = await verbs.confirm(invocation);
    output.note(`Confirmed: entry ${entry} of the history stays.\n`);
    return ExitCode.ok;
  },
};
