/** A program of the host in new namespaces and nothing else: what `lxc-unshare` does. Needs no spec. */
import { ExitCode, Problem } from '../model/problem.js';
import { startUnshared } from '../runtime/unshare.js';
import type { IdMapLine, UnsharedOptions } from './contract.js';

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
 * @returns the program's exit status, or 128 + the signal that ended it
 * @throws Problem (64) for a namespace that there is not
 */
export function runUnshared({ namespaces, argv, hostname, idMaps }: UnsharedOptions): Promise<number> {
  const flags = namespaces.reduce((all, name) => all | flagOf(name), 0);
  return startUnshared({
    flags,
    hostname: hostname ?? '',
    userMap: linesOf(idMaps?.users),
    groupMap: linesOf(idMaps?.groups),
    argv,
  });
}

/** As /proc/PID/uid_map takes them. */
function linesOf(map: IdMapLine[] = []): string {
  return map.map(({ inside, outside, count }) => `${inside} ${outside} ${count}\n`).join('');
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
