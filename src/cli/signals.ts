import { exitNow } from '../runtime/exit-now.js';

const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Ends the process at once with the shell's code for the signal; a second one finds the kernel's own handling. Work on the
 * host may be left at any point: programs of ours end with their standard input, the next `up` goes on from there, and
 * containers are in sessions of their own and hear nothing of a Ctrl-C.
 */
export function endOnSignals(): void {
  for (const [signal, code] of Object.entries(exitCodes)) process.once(signal, () => exitNow(code));
}
