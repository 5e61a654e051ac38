import { ExitCode } from '../../model/problem.js';
import type { Command } from '../command.js';
import { exitCodeOfApply } from '../outcome.js';
import { usageProblem } from '../usage.js';

export const command: Command = {
  arguments: 'ENTRY MILLISECONDS',
  description: [
    'What `up --confirm-within` leaves behind: goes back to what was before an entry of the history, after a time, unless that was confirmed.',
  ],
  options: {},
  examples: [
    { line: 'lxc-compose -p lab __revert 12 60000', meaning: 'wait a minute for a confirmation' },
    { line: 'lxc-compose -p lab __revert 12 0', meaning: 'go back now' },
  ],
  needsRoot: true,
  async run({ positionals, invocation, verbs }) {
    const [entry, withinMs] = positionals.map(Number);
    if (invocation.projectName === undefined || !Number.isInteger(entry) || !Number.isInteger(withinMs))
      throw usageProblem('`__revert` takes an entry of the history and a time');
    // The session that it came from may end: that is what it is for.
    process.on('SIGHUP', () => {});
    const result = await verbs.revertUnlessConfirmed(invocation, entry!, withinMs!);
    return result ? exitCodeOfApply(result) : ExitCode.ok;
  },
};
