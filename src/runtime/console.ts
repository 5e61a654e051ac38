/** Between the caller's terminal and one of a container's, with a key that leaves it. */
import { Socket } from 'node:net';
import { loadNative } from '../native/index.js';
import { Reader } from '../native/wire.js';
import { EscapeKey } from './escape-key.js';
import { openConsole } from './monitor-client.js';
import { makeRaw, restoreTerminal } from './terminal-mode.js';

export interface ConsoleRequest {
  /** 0 = /dev/console; undefined = the first free of /dev/tty1, … */
  tty: number | undefined;
  /** Show what was shown before. */
  replay: boolean;
  /** The letter that, with Ctrl held, comes before `q`; null = there is no such key. */
  escape: string | null;
  /** Told when it is open, and before the terminal is raw. */
  opened(tty: number): void;
}

/** @returns true: the user has left it; false: the container has ended. @throws Problem */
export async function attachConsole(directory: string, request: ConsoleRequest): Promise<boolean> {
  const native = loadNative();
  const [ours, theirs] = native.socketPair();
  const { payload, master } = await openConsole(
    directory,
    request.tty ?? 0xffffffff,
    request.replay,
    theirs,
  ).finally(() => native.close(theirs));
  request.opened(new Reader(payload).u32());
  const console = new Socket({ fd: ours, readable: true, writable: true });
  const resize = () => {
    const size = native.terminalSize(1);
    if (size) native.setTerminalSize(master, size.rows, size.columns);
  };
  const key = new EscapeKey(request.escape);
  let left = false;
  const leave = () => {
    left = true;
    console.destroy();
  };
  const typed = (bytes: Buffer) => {
    const { passed, leaves } = key.take(bytes);
    if (passed.length > 0) console.write(passed);
    if (leaves) leave();
  };
  makeRaw();
  process.once('exit', restoreTerminal);
  process.on('SIGWINCH', resize);
  resize();
  process.stdin.on('data', typed);
  process.stdin.once('end', leave);
  try {
    await new Promise<void>(resolve => {
      console.on('data', bytes => process.stdout.write(bytes));
      console.once('error', () => resolve());
      console.once('close', () => resolve());
    });
  } finally {
    process.stdin.removeListener('data', typed);
    process.stdin.removeListener('end', leave);
    process.stdin.pause();
    process.removeListener('SIGWINCH', resize);
    process.removeListener('exit', restoreTerminal);
    restoreTerminal();
    native.close(master);
  }
  return left;
}
