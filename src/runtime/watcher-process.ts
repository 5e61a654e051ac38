/** A process of our own that outlives the command, and the terminal: it goes back when nobody confirms. */
import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { Problem } from '../model/problem.js';
import { loadNative } from '../native/index.js';

/**
 * Starts this program with other arguments, in a session of its own, with no descriptor of ours but /dev/null.
 * @returns its pid and the inode of its pidfd, which name it for good
 */
export function startWatcher(args: readonly string[]): { pid: number; inode: number } {
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1]!, ...args], {
    cwd: '/',
    detached: true,
    stdio: 'ignore',
  });
  const opened = child.pid === undefined ? null : loadNative().pidfdOpen(child.pid);
  if (!opened)
    throw new Problem('cannot start the process that would go back', { remedy: 'Nothing was changed.' });
  closeSync(opened.descriptor);
  child.unref();
  return { pid: child.pid!, inode: opened.inode };
}

/** Quiet when it has ended already. */
export function endWatcher({ pid, inode }: { pid: number; inode: number }): void {
  loadNative().signalProcess(pid, inode, 15);
}
