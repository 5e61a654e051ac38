import { applyAndTell, graceOf, refuseDryRun } from '../apply.js';
import type { Command } from '../command.js';
import { flag } from '../options.js';
import { rebootAndTell } from '../reboot.js';

export const command: Command = {
  arguments: '[NAME...]',
  description: [
    'Sends each container its stop signal, waits, and kills what is left of it; without NAME all of them. Files, addresses and volumes stay; `start` or `up` brings them back.',
  ],
  options: {
    timeout: {
      type: 'string',
      short: 't',
      value: 'TIME',
      summary: 'How long each may take (default: its stop_grace_period; 0: kill at once)',
    },
    reboot: {
      type: 'boolean',
      short: 'r',
      summary: 'Reboot instead, as lxc-stop has it: the same as `restart --reboot`',
    },
  },
  examples: [
    { line: 'lxc-compose stop', meaning: 'stop everything, remove nothing' },
    { line: 'lxc-compose stop -t 30 db', meaning: 'give db half a minute to finish' },
  ],
  needsRoot: true,
  completes: 'running',
  async run(context) {
    refuseDryRun(context.values, 'stop');
    const grace = graceOf(context.values);
    if (flag(context.values, 'reboot')) return await rebootAndTell(context, context.positionals, grace);
    return await applyAndTell(context, withProgress =>
      context.verbs.stop(withProgress, context.positionals, grace),
    );
  },
};
