/** RLIMIT_* numbers of x86-64 and arm64 (asm-generic/resource.h), by the names that ulimits have. */
const numbers: Record<string, number> = {
  cpu: 0,
  fsize: 1,
  data: 2,
  stack: 3,
  core: 4,
  rss: 5,
  nproc: 6,
  nofile: 7,
  memlock: 8,
  as: 9,
  locks: 10,
  sigpending: 11,
  msgqueue: 12,
  nice: 13,
  rtprio: 14,
  rttime: 15,
};

export function isRlimit(name: string): boolean {
  return Object.hasOwn(numbers, name);
}

/** @throws RangeError for an unknown name */
export function rlimitNumber(name: string): number {
  const number = numbers[name];
  if (number === undefined) throw new RangeError(`no resource limit ${name}`);
  return number;
}
