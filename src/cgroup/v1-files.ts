/** The limits in the files of cgroup v1. What is missing cannot be had there. */
import { canonicalList } from './cpuset.js';
import {
  bfqOfWeight,
  bytesFile,
  cpusOf,
  type LimitFile,
  parseBytes,
  pidsFile,
  quotaOf,
  same,
  weightFile,
  weightOfBfq,
  wholePages,
} from './limit-file.js';
import { LimitProblem } from './limit-problem.js';

/** v1 limits memory and swap together: the file holds their sum. */
export const memswFile = 'memory.memsw.limit_in_bytes';
const memoryFile = 'memory.limit_in_bytes';

const swap: LimitFile = {
  controller: 'memory',
  file: memswFile,
  format(value, wanted) {
    if (value === null) return '-1';
    if (typeof wanted['memory'] !== 'number') {
      throw new LimitProblem(
        'swap',
        'swap cannot be limited alone: cgroup v1 limits memory and swap together',
        {
          kernel: { step: 'set a limit', call: 'write', errno: 'EINVAL', path: memswFile },
          remedy: 'Give limits.memory as well, or boot with cgroup v2.',
        },
      );
    }
    return String(Number(wholePages(wanted['memory'])) + Number(value));
  },
  parse(text, neighbour) {
    const both = parseBytes(text);
    const memory = parseBytes(neighbour(memoryFile) ?? 'max');
    return both === null || memory === null ? null : both - memory;
  },
  kept: wholePages,
};

export const v1Files: Record<string, LimitFile> = {
  memory: bytesFile(memoryFile, '-1'),
  swap,
  /** v1's nearest to memory.low: what is above it is reclaimed first. No protection, 0, is v1's "unlimited". */
  memory_low: {
    ...bytesFile('memory.soft_limit_in_bytes', '-1'),
    format: value => (value === null || value === 0 ? '-1' : String(value)),
    parse: text => parseBytes(text) ?? 0,
  },
  /** A new cgroup has its parent's. */
  swappiness: {
    controller: 'memory',
    file: 'memory.swappiness',
    format: value => String(value ?? 60),
    parse: Number,
    isInherited: sameAsParent('memory.swappiness'),
    kept: same,
  },
  oom_kill_disable: {
    controller: 'memory',
    file: 'memory.oom_control',
    format: value => (value === true ? '1' : '0'),
    shown: value => `oom_kill_disable ${value === true ? 1 : 0}`,
    parse: text => (/^oom_kill_disable 1$/m.test(text) ? true : null),
    kept: same,
  },
  pids: pidsFile,
  cpus: {
    controller: 'cpu',
    file: 'cpu.cfs_quota_us',
    neighbours: ['cpu.cfs_period_us'],
    format: value => (value === null ? '-1' : String(quotaOf(value))),
    parse: (text, neighbour) =>
      Number(text) <= 0 ? null : cpusOf(Number(text), Number(neighbour('cpu.cfs_period_us') ?? 100_000)),
    kept: value => cpusOf(quotaOf(value)),
  },
  cpu_weight: weightFile(
    'cpu',
    'cpu.shares',
    weight => String(sharesOfWeight(weight)),
    text => weightOfShares(Number(text)),
  ),
  cpuset: {
    controller: 'cpuset',
    file: 'cpuset.cpus',
    format: value => canonicalList(String(value)),
    parse: text => text.trim(),
    // Tasks need processors here, so that "no limit" is all that the parent has.
    isInherited: sameAsParent('cpuset.cpus'),
    kept: value => canonicalList(String(value)),
  },
  io_weight: weightFile(
    'blkio',
    'blkio.bfq.weight',
    weight => String(bfqOfWeight(weight)),
    text => weightOfBfq(Number(/\d+/.exec(text)?.[0] ?? 100)),
  ),
};

export const v1IoFiles = {
  rbps: 'blkio.throttle.read_bps_device',
  wbps: 'blkio.throttle.write_bps_device',
  riops: 'blkio.throttle.read_iops_device',
  wiops: 'blkio.throttle.write_iops_device',
} as const;

/** The line of one device in one of v1's four files; 0 takes it away. */
export function v1IoFile(rate: keyof typeof v1IoFiles, device: string): LimitFile {
  return {
    controller: 'blkio',
    file: v1IoFiles[rate],
    format: value => `${device} ${value ?? 0}`,
    parse(text) {
      const line = text.split('\n').find(each => each.startsWith(`${device} `));
      return line ? Number(line.split(' ')[1]) : null;
    },
    kept: same,
  };
}

function sameAsParent(file: string): NonNullable<LimitFile['isInherited']> {
  return (text, neighbour) => text.trim() === neighbour(`../${file}`)?.trim();
}

/** The kernel's own mapping between 2..262144 shares and 1..10000 weight (Documentation/admin-guide/cgroup-v2). */
function sharesOfWeight(weight: number): number {
  return Math.max(2, Math.round((weight * 1024) / 100));
}

function weightOfShares(shares: number): number {
  return Math.min(10_000, Math.max(1, Math.round((shares * 100) / 1024)));
}
