/** A program of the host in new namespaces and nothing else: what `lxc-unshare` does. Needs no spec. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { ExitCode, Problem } from '../model/problem.js';
import { monitorProgram } from '../native/index.js';

/** CLONE_NEW* by the kernel's names in /proc/PID/ns and by LXC's words. */
const namespaceFlags: Record<string, number> = {
  net: 0x40000000,
  network: 0x40000000,
  uts: 0x4000000,
  utsname: 0x4000000,
  ipc: 0x8000000,
  pid: 0x20000000,
  mnt: 0x20000,
  mount: 0x20000,
  user: 0x10000000,
  cgroup: 0x2000000,
};

/**
 * @param options.namespaces names such as `net` and `uts`, or LXC's NETWORK and UTSNAME
 * @returns the program's exit status, or 128 + the signal that ended it
 * @throws Problem (64) for a namespace that there is not
 */
export function runUnshared(options: { namespaces: string[]; argv: string[] }): Promise<number> {
  const flags = options.namespaces.reduce((all, name) => all | flagOf(name), 0);
  const child = spawn(monitorProgram(), ['unshare', String(flags), '--', ...options.argv], {
    stdio: 'inherit',
  });
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
    // A Ctrl-C of the terminal reaches the program as well, and it decides what becomes of it.
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.removeAllListeners(name);
      process.on(name, () => child.kill(name));
    }
    child.once('close', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}

function flagOf(name: string): number {
  const flag = Object.hasOwn(namespaceFlags, name.toLowerCase())
    ? namespaceFlags[name.toLowerCase()]!
    : undefined;
  if (flag !== undefined) return flag;
  throw new Problem(`there is no namespace "${name}"`, {
    exitCode: ExitCode.usage,
    remedy: 'There are: net, uts, ipc, pid, mnt, user, cgroup.',
  });
}
