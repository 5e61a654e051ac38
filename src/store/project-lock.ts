/** One writer a project: an open-file-description lock, held by the kernel for as long as somebody has it open. */
import { closeSync, constants, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { ExitCode, Problem } from '../model/problem.js';
import type { NativeModule } from '../native/index.js';

/**
 * Takes the project's lock; children that inherit the descriptor keep it, so that the next `up` waits for orphans.
 * @param waiting is told once who holds it
 * @returns the locked descriptor; closing it releases the lock
 * @throws Problem with exit code 75 when it is not free within `timeoutMs`
 */
export async function lockProject(
  runDirectory: string,
  native: NativeModule,
  timeoutMs: number,
  waiting: (text: string) => void,
): Promise<number> {
  const path = `${runDirectory}/lock`;
  const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
  if (!(await native.lockFile(descriptor, true, false, 0))) {
    const holder = readHolder(path);
    waiting(`waiting for ${holder}`);
    if (!(await native.lockFile(descriptor, true, true, timeoutMs))) {
      closeSync(descriptor);
      throw new Problem(`the project is being changed by ${holder}`, {
        exitCode: ExitCode.lockBusy,
        remedy: 'Wait for it, or give it more time with --lock-timeout.',
      });
    }
  }
  ftruncateSync(descriptor);
  writeSync(descriptor, `pid ${process.pid} since ${new Date().toISOString()}`, 0);
  return descriptor;
}

/** Words for people only; the lock itself is the kernel's. */
function readHolder(path: string): string {
  try {
    return readFileSync(path, 'utf8') || 'another lxc-compose';
  } catch {
    return 'another lxc-compose';
  }
}
