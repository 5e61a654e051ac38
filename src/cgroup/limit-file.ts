/** What a limit is in the files of one hierarchy generation: the only place that knows both names and scales. */
import type { AttributeValue } from '../model/resource.js';

/** One file of a controller; `parse` and `format` are inverse up to the kernel's rounding. */
export interface LimitFile {
  controller: string;
  file: string;
  /** Text to write; null = the kernel's default (the limit was taken away). */
  format(value: AttributeValue | null): string;
  /** The spec's value of what the kernel says; null = no limit. */
  parse(text: string): AttributeValue;
}

/** Bytes a page: the kernel rounds memory limits down to it. */
const pageSize = 4096;
/** What v1 says for "no limit": the largest page-aligned 63-bit number. */
const unlimitedV1 = 0x7ffffffffffff000n;
const periodUs = 100_000;

const bytes = (controller: string, file: string, none: string): LimitFile => ({
  controller,
  file,
  format: value => (value === null ? none : String(value)),
  parse: text => {
    const trimmed = text.trim();
    if (trimmed === 'max' || (/^\d+$/.test(trimmed) && BigInt(trimmed) >= unlimitedV1)) return null;
    return Number(trimmed);
  },
});

/** memory.soft_limit_in_bytes is v1's nearest to memory.low: what is above it is reclaimed first. */
export const v1Files: Record<string, LimitFile> = {
  memory: bytes('memory', 'memory.limit_in_bytes', '-1'),
  memory_low: bytes('memory', 'memory.soft_limit_in_bytes', '-1'),
  pids: { controller: 'pids', file: 'pids.max', format: formatMax, parse: parseMax },
  cpus: {
    controller: 'cpu',
    file: 'cpu.cfs_quota_us',
    format: value => (value === null ? '-1' : String(Math.round(Number(value) * periodUs))),
    parse: text => (Number(text) <= 0 ? null : Number(text) / periodUs),
  },
  cpu_weight: {
    controller: 'cpu',
    file: 'cpu.shares',
    format: value => String(value === null ? 1024 : sharesOfWeight(Number(value))),
    parse: text => weightOfShares(Number(text)),
  },
  cpuset: {
    controller: 'cpuset',
    file: 'cpuset.cpus',
    format: value => String(value ?? ''),
    parse: text => text.trim(),
  },
};

export const v2Files: Record<string, LimitFile> = {
  memory: bytes('memory', 'memory.max', 'max'),
  memory_high: bytes('memory', 'memory.high', 'max'),
  memory_low: {
    ...bytes('memory', 'memory.low', '0'),
    parse: text => (text.trim() === '0' ? null : Number(text)),
  },
  swap: bytes('memory', 'memory.swap.max', 'max'),
  pids: { controller: 'pids', file: 'pids.max', format: formatMax, parse: parseMax },
  cpus: {
    controller: 'cpu',
    file: 'cpu.max',
    format: value =>
      value === null ? `max ${periodUs}` : `${Math.round(Number(value) * periodUs)} ${periodUs}`,
    parse: text => {
      const [quota, period] = text.trim().split(' ');
      return quota === 'max' ? null : Number(quota) / Number(period);
    },
  },
  cpu_weight: {
    controller: 'cpu',
    file: 'cpu.weight',
    format: value => String(value ?? 100),
    parse: text => Number(text),
  },
  cpuset: {
    controller: 'cpuset',
    file: 'cpuset.cpus',
    format: value => String(value ?? ''),
    parse: text => text.trim(),
  },
  io_weight: {
    controller: 'io',
    file: 'io.weight',
    format: value => `default ${value ?? 100}`,
    parse: text => Number(/default (\d+)/.exec(text)?.[1] ?? 100),
  },
};

function formatMax(value: AttributeValue | null): string {
  return value === null ? 'max' : String(value);
}

function parseMax(text: string): AttributeValue {
  return text.trim() === 'max' ? null : Number(text);
}

/** The kernel's own mapping between 2..262144 shares and 1..10000 weight (Documentation/admin-guide/cgroup-v2). */
export function sharesOfWeight(weight: number): number {
  return Math.max(2, Math.round((weight * 1024) / 100));
}

function weightOfShares(shares: number): number {
  return Math.min(10_000, Math.max(1, Math.round((shares * 100) / 1024)));
}

/** The value as the kernel will read it back. */
export function roundAsKernel(key: string, value: AttributeValue): AttributeValue {
  return key.startsWith('memory') && typeof value === 'number' ? value - (value % pageSize) : value;
}
