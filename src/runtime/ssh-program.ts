/** The host's ssh, with our terminal. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { findProgram } from '../netbridge/program.js';

/**
 * The address is on a bridge of this host and was just read from the kernel, and a container has a new host key each time
 * it is made: a list of known keys would only be in the way.
 */
const trust = ['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'LogLevel=ERROR'];

/** @returns ssh's exit status, or 128 + signal. @throws Problem when there is no ssh */
export function runSsh(user: string, address: string, options: string[], argv: string[]): Promise<number> {
  const own = [...trust.flatMap(each => ['-o', each]), ...options];
  const child = spawn(findProgram('ssh', 'openssh-client'), [...own, '-l', user, '--', address, ...argv], {
    stdio: 'inherit',
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}
