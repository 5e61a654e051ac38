/** Raw cgroup files by name, for what `limits` does not name. */
import type { Limits } from '../../model/project.js';
import type { Path } from '../node.js';
import type { RawContainer } from '../raw.js';
import { GrammarError } from '../values/grammar-error.js';
import { parsePlainText } from '../values/names.js';
import { type Context, entriesOf } from './context.js';

/** The controllers of both generations whose files are settings, and not acts (cgroup, freezer) or rights (devices). */
const controllers =
  'blkio|cpu|cpuacct|cpuset|dmem|hugetlb|io|memory|misc|net_cls|net_prio|perf_event|pids|rdma';
const filePattern = new RegExp(`^(${controllers})(\\.[A-Za-z0-9_]+)+$`);

/** True for a file that `cgroup` may set. */
export function isCgroupFile(file: string): boolean {
  return filePattern.test(file);
}

/** A value is one line: it becomes one write. */
export function normalizeCgroup(
  raw: RawContainer,
  limits: Limits,
  path: Path,
  { findings }: Context,
): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [file, value, at] of entriesOf(raw.cgroup, [...path, 'cgroup'])) {
    if (!isCgroupFile(file)) {
      findings.error('invalid-value', at, `"${file}" is not the name of a cgroup file that may be set`, {
        atKey: true,
        hint: hintFor(file),
      });
      continue;
    }
    const limit = limitOf(file);
    if (limit !== undefined && limits[limit] !== undefined) {
      findings.error('contradiction', at, `"${file}" is what \`limits.${limit}\` sets`, { atKey: true });
      continue;
    }
    const text = findings.read(at, value, parseLine);
    if (text !== undefined) result[file] = text;
  }
  return result;
}

function hintFor(file: string): string {
  if (file.startsWith('devices.')) return 'use `devices`';
  return 'write memory.oom.group';
}

function parseLine(text: string): string {
  const line = parsePlainText(text).trim();
  if (line === '') throw new GrammarError('is empty', 'write what the kernel prints');
  return line;
}

/** The limit that owns a file, of either generation. */
export function limitOf(file: string): keyof Limits | undefined {
  return file.startsWith('blkio.throttle.') ? 'io' : filesOfLimits[file];
}

const filesOfLimits: Record<string, keyof Limits> = {
  'cpu.max': 'cpus',
  'cpu.cfs_quota_us': 'cpus',
  'cpu.cfs_period_us': 'cpus',
  'cpu.weight': 'cpu_weight',
  'cpu.weight.nice': 'cpu_weight',
  'cpu.shares': 'cpu_weight',
  'cpuset.cpus': 'cpuset',
  'memory.max': 'memory',
  'memory.limit_in_bytes': 'memory',
  'memory.high': 'memory_high',
  'memory.low': 'memory_low',
  'memory.soft_limit_in_bytes': 'memory_low',
  'memory.swap.max': 'swap',
  'memory.memsw.limit_in_bytes': 'swap',
  'memory.swappiness': 'swappiness',
  'memory.oom_control': 'oom_kill_disable',
  'pids.max': 'pids',
  'io.weight': 'io_weight',
  'io.bfq.weight': 'io_weight',
  'blkio.bfq.weight': 'io_weight',
  'io.max': 'io',
};
