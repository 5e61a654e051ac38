/** Limits of control groups, in the words of either generation. */
import type { Limits } from '../../model/project.js';
import { isCgroupFile, limitOf } from '../../spec/normalize/cgroup-files.js';
import type { YamlValue } from '../../spec/print/yaml.js';
import { parseCpuset } from '../../spec/values/number.js';
import type { Bag } from './bag.js';
import { generationOf } from './cgroup-generation.js';
import { literal } from './process.js';
import { readable } from './readable.js';

type Translate = (value: string) => YamlValue | undefined;

/** What the kernel would refuse, or the spec has no number for, is left as it is. */
const between =
  (minimum: number, maximum: number): Translate =>
  value =>
    /^\d+$/.test(value) && Number(value) >= minimum && Number(value) <= maximum ? Number(value) : undefined;
const weight = between(1, 10_000);
const processes = between(1, 4_194_304);
/** In bytes, however it is written. */
const size: Translate = value => bytesOf(value);
/** Nothing could start below it. */
const memory: Translate = value => {
  const bytes = bytesOf(value);
  return bytes !== undefined && bytes >= 512 * 1024 ? bytes : undefined;
};
const cpus: Translate = value => readable(value, parseCpuset);

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
  return match && (match[2] ?? '100000') === '100000' ? coresOf(Number(match[1]), 100_000) : undefined;
};

/** File, limit, and how its value is read. */
const files: readonly [file: string, limit: string, Translate][] = [
  ['cgroup.cpu.shares', 'cpu_weight', weightOfShares],
  ['cgroup2.cpu.weight', 'cpu_weight', weight],
  ['cgroup2.cpu.max', 'cpus', coresOfMax],
  ['cgroup.cpuset.cpus', 'cpuset', cpus],
  ['cgroup2.cpuset.cpus', 'cpuset', cpus],
  ['cgroup.memory.limit_in_bytes', 'memory', memory],
  ['cgroup2.memory.max', 'memory', memory],
  ['cgroup2.memory.high', 'memory_high', memory],
  ['cgroup.memory.soft_limit_in_bytes', 'memory_low', size],
  ['cgroup2.memory.low', 'memory_low', size],
  ['cgroup2.memory.swap.max', 'swap', size],
  ['cgroup.memory.swappiness', 'swappiness', between(0, 200)],
  ['cgroup.memory.oom_control', 'oom_kill_disable', value => (value.trim() === '1' ? true : undefined)],
  ['cgroup.pids.max', 'pids', processes],
  ['cgroup2.pids.max', 'pids', processes],
  ['cgroup2.io.weight', 'io_weight', weight],
];

/** `limits`; a file that they do not name is left to `cgroup` or kept raw. */
export function limitsOf(bag: Bag): Record<string, YamlValue> {
  const limits: Record<string, YamlValue> = {};
  for (const [file, limit, translate] of files) {
    const entry = bag.entryOf(`lxc.${file}`);
    const value = bag.oneOf(`lxc.${file}`, translate);
    if (value === undefined) continue;
    // Here there is one limit, whichever generation the host has.
    if (limits[limit] !== undefined && limits[limit] !== value)
      bag.remarkAt(entry, `${limit} is given for both generations of control groups: this one counts`);
    limits[limit] = value;
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
    'swappiness',
    'oom_kill_disable',
    'pids',
    'io_weight',
  ];
  return Object.fromEntries(ordered.flatMap(key => (limits[key] == null ? [] : [[key, limits[key]]])));
}

/** Of the usual period; a quota of another one stays with it. */
function coresOfQuota(bag: Bag): number | undefined {
  const period = bag.valueOf('lxc.cgroup.cpu.cfs_period_us');
  if (period !== undefined && period !== '100000') return undefined;
  const quota = bag.oneOf('lxc.cgroup.cpu.cfs_quota_us', value =>
    /^\d+$/.test(value) ? coresOf(Number(value), 100_000) : undefined,
  );
  if (quota !== undefined) bag.all('lxc.cgroup.cpu.cfs_period_us');
  return quota;
}

/** As exact as a quota a period of 100 ms can be; the kernel takes none below a millisecond. */
function coresOf(quota: number, period: number): number | undefined {
  const cores = Math.round((quota / period) * 100_000) / 100_000;
  return cores >= 0.01 && cores <= 8192 ? cores : undefined;
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

/** Files of either generation that `limits` has no word for, or another value. */
export function filesOf(bag: Bag, limits: Record<string, YamlValue>): Record<string, YamlValue> {
  const result: Record<string, YamlValue> = {};
  for (const key of bag.keys()) {
    const [, generation, file] = /^lxc\.(cgroup2?)\.(.+)$/.exec(key) ?? [];
    if (file === undefined || generationOf(file) !== generation || !isCgroupFile(file)) continue;
    const limit: keyof Limits | undefined = limitOf(file);
    if (limit !== undefined && limits[limit] !== undefined && limits[limit] !== 'max') {
      const [entry] = bag.all(key);
      bag.remarkAt(
        entry,
        `${limit} is given for both generations of control groups: this one does not count`,
      );
      continue;
    }
    const value = bag.oneOf(key, each => (/[\0-\x1f\x7f]/.test(each) ? undefined : literal(each)));
    if (value === undefined) continue;
    result[file] = value;
    // Who writes the file by its name means that alone.
    if (limit === 'pids') delete limits['pids'];
  }
  return result;
}
