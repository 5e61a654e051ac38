/** A program of the host in new namespaces, which the native side makes: nothing of Node may enter them. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { ExitCode, Problem } from '../model/problem.js';
import { monitorProgram } from '../native/index.js';

/** Docs: docs/native-protocol.md, `lxc-monitor unshare`. What is empty is not set. */
interface UnsharedProgram {
  /** CLONE_NEW* */
  flags: number;
  hostname: string;
  /** Lines of /proc/PID/uid_map and gid_map. */
  userMap: string;
  groupMap: string;
  /** A number. */
  user: string;
  interfaces: string[];
  /** /proc, /dev/shm and /dev/mqueue of the namespaces. */
  remount: boolean;
  /** Not to wait for it. */
  detached: boolean;
  argv: string[];
}

/** Our terminal and standard streams are the program's. @returns its exit code, or 128 + signal */
export function startUnshared(program: UnsharedProgram): Promise<number> {
  const { flags, hostname, userMap, groupMap, user, interfaces, remount, detached, argv } = program;
  const words = [String(flags), hostname, userMap, groupMap, user, interfaces.join(','), remount ? 'y' : ''];
  const child = spawn(monitorProgram(), ['unshare', ...words, '--', ...argv], { stdio: 'inherit', detached });
  return new Promise((resolve, reject) => {
    child.once('error', error =>
      reject(
        new Problem('the program cannot be started', {
          exitCode: ExitCode.execFailed,
          kernel: {
            step: 'start the program',
            call: 'spawn',
            errno: (error as NodeJS.ErrnoException).code ?? 'EIO',
          },
        }),
      ),
    );
    if (detached) {
      child.once('spawn', () => {
        child.unref();
        resolve(0);
      });
      return;
    }
    // A Ctrl-C of the terminal reaches the program as well, and it decides what becomes of it.
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.removeAllListeners(name);
      process.on(name, () => child.kill(name));
    }
    child.once('close', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}
