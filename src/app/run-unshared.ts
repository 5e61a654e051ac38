/** A program of the host in new namespaces and nothing else: what `lxc-unshare` does. Needs no spec. */
import { startUnshared } from '../runtime/unshare.js';
import type { IdMapLine, UnsharedOptions } from './contract.js';
import { namespaceFlagsOf } from './namespace-flags.js';

/**
 * @returns the program's exit status, or 128 + the signal that ended it
 * @throws Problem (64) for a namespace that there is not
 */
export function runUnshared(options: UnsharedOptions): Promise<number> {
  const { namespaces, argv, hostname, idMaps, user, interfaces, remount, detached } = options;
  return startUnshared({
    flags: namespaceFlagsOf(namespaces),
    hostname: hostname ?? '',
    userMap: linesOf(idMaps?.users),
    groupMap: linesOf(idMaps?.groups),
    user: user === undefined ? '' : String(user),
    interfaces: interfaces ?? [],
    remount: remount === true,
    detached: detached === true,
    argv,
  });
}

/** As /proc/PID/uid_map takes them. */
function linesOf(map: IdMapLine[] = []): string {
  return map.map(({ inside, outside, count }) => `${inside} ${outside} ${count}\n`).join('');
}
