/**
 * Between the caller's terminal and the terminal that a program has inside a container. The caller's own is never handed
 * over: a program holding it could type into it (TIOCSTI, CVE-2016-10124 in lxc-attach). Bytes are relayed instead.
 */
import { writeSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import type { NativeModule } from '../native/index.js';
import { relayUntilEnd } from './exec-pipes.js';
import { makeRaw, restoreTerminal } from './terminal-mode.js';

type TerminalSize = Pick<NativeModule, 'terminalSize' | 'setTerminalSize'>;

/**
 * Relays between standard input and output and the pty's master, which is closed at the end. Standard input is raw
 * meanwhile, so that Ctrl-C and Ctrl-Z reach the program inside; changes of the window's size are passed on.
 * @param master descriptor of the pty's master
 * @param ended aborted when the program has ended: what it started in the background may hold the terminal for ever
 * @param transcript descriptor of a file that gets what the program shows
 * @returns when everything that the program wrote was passed on
 */
export async function relayTerminal(
  master: number,
  native: TerminalSize,
  ended?: AbortSignal,
  transcript?: number,
): Promise<void> {
  // A tty handle reads and writes one descriptor without a thread of the pool being blocked in read(2).
  const terminal = new ReadStream(master);
  const resize = () => {
    const size = native.terminalSize(process.stdout.fd);
    if (size && !terminal.destroyed) native.setTerminalSize(master, size.rows, size.columns);
  };
  // A shell that continues a stopped job sets the terminal back to what it was before.
  const resume = () => {
    makeRaw();
    resize();
  };
  // Also when a signal ends the process.
  process.once('exit', restoreTerminal);
  makeRaw();
  resize();
  process.on('SIGWINCH', resize);
  process.on('SIGCONT', resume);
  try {
    if (transcript !== undefined)
      terminal.on('data', (bytes: Uint8Array) => void writeSync(transcript, bytes));
    process.stdin.pipe(terminal, { end: false });
    await relayUntilEnd(terminal, process.stdout, ended);
  } finally {
    process.removeListener('SIGCONT', resume);
    process.removeListener('SIGWINCH', resize);
    process.stdin.unpipe(terminal);
    process.stdin.pause();
    terminal.destroy();
    process.removeListener('exit', restoreTerminal);
    restoreTerminal();
  }
}
