/** Limits of control groups, in the words of either generation. */
import type { YamlValue } from '../../spec/print/yaml.js';
import type { Bag } from './bag.js';

type Translate = (value: string) => YamlValue | undefined;

const whole: Translate = value => (/^\d+$/.test(value) ? Number(value) : undefined);
/** In bytes, however it is written. */
const size: Translate = value => bytesOf(value);
const cpus: Translate = value => (/^[\d,-]+$/.test(value) ? value : undefined);

/** The kernel's own formula from shares (2 to 262144) to a weight (1 to 10000). */
const weightOfShares: Translate = value => {
  const shares = Number(value);
  return /^\d+$/.test(value) && shares >= 2 && shares <= 262_144
    ? 1 + Math.floor(((shares - 2) * 9999) / 262_142)
    : undefined;
};

/** `QUOTA PERIOD` in microseconds. */
const coresOfMax: Translate = value => {
  const match = /^(\d+)(?: (\d+))?$/.exec(value.trim());
  return match ? coresOf(Number(match[1]), Number(match[2] ?? 100_000)) : undefined;
};

/** File, limit, and how its value is read. */
const files: readonly [file: string, limit: string, Translate][] = [
  ['cgroup.cpu.shares', 'cpu_weight', weightOfShares],
  ['cgroup2.cpu.weight', 'cpu_weight', whole],
  ['cgroup2.cpu.max', 'cpus', coresOfMax],
  ['cgroup.cpuset.cpus', 'cpuset', cpus],
  ['cgroup2.cpuset.cpus', 'cpuset', cpus],
  ['cgroup.memory.limit_in_bytes', 'memory', size],
  ['cgroup2.memory.max', 'memory', size],
  ['cgroup2.memory.high', 'memory_high', size],
  ['cgroup.memory.soft_limit_in_bytes', 'memory_low', size],
  ['cgroup2.memory.low', 'memory_low', size],
  ['cgroup2.memory.swap.max', 'swap', size],
  ['cgroup.pids.max', 'pids', whole],
  ['cgroup2.pids.max', 'pids', whole],
  ['cgroup.blkio.bfq.weight', 'io_weight', whole],
  ['cgroup2.io.weight', 'io_weight', whole],
];

/** `limits`; a file that they do not name is left to `cgroup` or kept raw. */
export function limitsOf(bag: Bag): Record<string, YamlValue> {
  const limits: Record<string, YamlValue> = {};
  for (const [file, limit, translate] of files) {
    // The same limit in the other generation's words is the same limit.
    const value = bag.oneOf(`lxc.${file}`, translate);
    if (value !== undefined) limits[limit] = value;
  }
  limits['cpus'] ??= coresOfQuota(bag) ?? null;
  limits['swap'] ??= swapBeyondMemory(bag, limits['memory']) ?? null;
  // LXC has no limit of its own; ours would be 4096.
  limits['pids'] ??= 'max';
  const ordered = [
    'cpus',
    'cpu_weight',
    'cpuset',
    'memory',
    'memory_high',
    'memory_low',
    'swap',
    'pids',
    'io_weight',
  ];
  return Object.fromEntries(ordered.flatMap(key => (limits[key] == null ? [] : [[key, limits[key]]])));
}

function coresOfQuota(bag: Bag): number | undefined {
  const period = bag.oneOf('lxc.cgroup.cpu.cfs_period_us', whole) ?? 100_000;
  const quota = bag.oneOf('lxc.cgroup.cpu.cfs_quota_us', whole);
  return quota === undefined ? undefined : coresOf(Number(quota), Number(period));
}

/** As exact as a quota a period of 100 ms can be. */
function coresOf(quota: number, period: number): number {
  return Math.round((quota / period) * 100_000) / 100_000;
}

/** Version 1 limits memory and swap together. */
function swapBeyondMemory(bag: Bag, memory: YamlValue | undefined): number | undefined {
  if (memory == null) return undefined;
  const limit = Number(memory);
  return bag.oneOf('lxc.cgroup.memory.memsw.limit_in_bytes', value => {
    const both = bytesOf(value);
    return both === undefined || both < limit ? undefined : both - limit;
  });
}

/** A number with k, m, g or t. */
export function bytesOf(text: string): number | undefined {
  const match = /^(\d+)([kmgt]?)$/i.exec(text);
  return match ? Number(match[1]) * 1024 ** ' kmgt'.indexOf(match[2]!.toLowerCase() || ' ') : undefined;
}

/** Files of the newer generation that `limits` has no word for. */
export function filesOf(bag: Bag): Record<string, YamlValue> {
  const result: Record<string, YamlValue> = {};
  const pattern = /^lxc\.cgroup2\.((?:cpu|cpuset|hugetlb|io|memory|misc|pids|rdma)\.[a-z0-9_.]+)$/;
  for (const key of bag.keys()) {
    const file = pattern.exec(key)?.[1];
    const value = file && bag.oneOf(key, each => each);
    if (file && value !== undefined) result[file] = value;
  }
  return result;
}
