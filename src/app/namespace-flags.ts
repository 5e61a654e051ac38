/** Namespaces by name as the kernel's flags. */
import { ExitCode, Problem } from '../model/problem.js';

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

/** @throws Problem (64) for a namespace that there is not */
export function namespaceFlagsOf(names: readonly string[]): number {
  return names.reduce((all, name) => all | flagOf(name), 0);
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
