/** Private ranges of host ids, one a container: disjoint, so that no container can signal or share quota with another. */
import { readFileSync } from 'node:fs';
import { Problem } from '../model/problem.js';

export const rangeSize = 65_536;
/** Below are people and daemons; systemd's dynamic ranges begin here too. */
const firstId = 524_288;
/** The kernel's uid_t is 32 bits, but many programs believe in 31. */
const lastId = 0x7fffffff;

export interface OccupiedRange {
  first: number;
  size: number;
}

/**
 * Keeps the ranges that containers have and gives new ones the lowest free range. Pure.
 * @param existing first ids by container, from the project's record
 * @param occupied ranges of others: subordinate ids of users, other projects' containers
 * @throws Problem when 32 bits are used up
 */
export function chooseIdRanges(
  names: string[],
  existing: Record<string, number>,
  occupied: OccupiedRange[],
): Record<string, number> {
  const chosen: Record<string, number> = {};
  const taken = new Set<number>();
  for (const name of names) {
    // A container may be called `constructor`: only what is the record's own counts.
    if (!Object.hasOwn(existing, name)) continue;
    const first = existing[name]!;
    if (taken.has(first)) continue;
    chosen[name] = first;
    taken.add(first);
  }
  let next = firstId;
  const overlaps = (first: number) =>
    occupied.some(each => first < each.first + each.size && each.first < first + rangeSize);
  for (const name of names) {
    if (Object.hasOwn(chosen, name)) continue;
    while (taken.has(next) || overlaps(next)) next += rangeSize;
    if (next + rangeSize > lastId) throw new Problem('no range of 65,536 host ids is left for a container');
    chosen[name] = next;
    taken.add(next);
  }
  return chosen;
}

/** As `chooseIdRanges`, avoiding what this host's users and other projects have. */
export function allocateIdRanges(
  names: string[],
  existing: Record<string, number>,
  others: number[] = [],
): Record<string, number> {
  if (names.every(name => Object.hasOwn(existing, name))) return chooseIdRanges(names, existing, []);
  const occupied = [...readSubordinateIds(), ...others.map(first => ({ first, size: rangeSize }))];
  return chooseIdRanges(names, existing, occupied);
}

/** subuid(5): `name:first:count`. A host without the file has no such users. */
function readSubordinateIds(): OccupiedRange[] {
  return ['/etc/subuid', '/etc/subgid'].flatMap(path => {
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch {
      return [];
    }
    return text.split('\n').flatMap(line => {
      const match = /^[^:]+:(\d+):(\d+)$/.exec(line);
      return match ? [{ first: Number(match[1]), size: Number(match[2]) }] : [];
    });
  });
}
