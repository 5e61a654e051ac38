const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Ends the process with the shell's code for the signal. It ends through process.exit(), so that whoever changed the
 * terminal (hidden cursor, raw mode) gives it back in its `exit` handler. Work on the host may be left at any point: the
 * next `up` goes on from there, and containers are in sessions of their own and hear nothing of a Ctrl-C.
 */
export function endOnSignals(): void {
  for (const [signal, code] of Object.entries(exitCodes)) process.once(signal, () => process.exit(code));
}
