import { applyAndTell, graceOf, refuseDryRun } from '../apply.js';
import type { Command } from '../command.js';
import { flag } from '../options.js';
import { rebootAndTell } from '../reboot.js';

export const command: Command = {
  arguments: '[NAME...]',
  description: [
    'Stops containers and starts them again with the same definition and the same addresses; without NAME all of them.',
  ],
  options: {
    timeout: {
      type: 'string',
      short: 't',
      value: 'TIME',
      summary: 'How long each may take to stop (default: its stop_grace_period; 0: kill at once)',
    },
    reboot: {
      type: 'boolean',
      short: 'r',
      summary: 'Ask their own inits to boot again (reboot_signal), and keep everything around them as it is',
    },
    'no-deps': { type: 'boolean', unsupported: true, summary: '' },
  },
  examples: [
    { line: 'lxc-compose restart web', meaning: 'restart one container' },
    { line: 'lxc-compose restart -t 0', meaning: 'restart all of them, and do not wait for a clean end' },
  ],
  needsRoot: true,
  completes: 'running',
  async run(context) {
    refuseDryRun(context.values, 'restart');
    const grace = graceOf(context.values);
    if (flag(context.values, 'reboot')) return await rebootAndTell(context, context.positionals, grace);
    return await applyAndTell(context, withProgress =>
      context.verbs.restart(withProgress, context.positionals, grace),
    );
  },
};
