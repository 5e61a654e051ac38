/** The caller's terminal while somebody else's is behind it. */
import { spawn } from 'node:child_process';

/** Every key goes through as it is typed, and what is shown is not changed on its way. Nothing without a terminal. */
export function makeRaw(): void {
  if (!process.stdin.isTTY) return;
  process.stdin.setRawMode(true);
  // libuv's raw mode leaves output processing on, and the terminal would turn every bare line feed of a full-screen
  // program into a new line. Without stty the picture may be crooked; nothing else is lost.
  spawn('/bin/stty', ['-opost'], { env: {}, stdio: ['inherit', 'ignore', 'ignore'] }).on('error', () => {});
}

/** As it was before. */
export function restoreTerminal(): void {
  if (process.stdin.isTTY) process.stdin.setRawMode(false);
}
