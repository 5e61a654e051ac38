/** Docker Compose's limits that count in other units than `limits`: shares, quotas, and swap together with memory. */
import type { IoLimit, Limits } from '../../model/project.js';
import type { Path } from '../node.js';
import type { RawBlockDevice, RawContainer } from '../raw.js';
import { parseSize } from '../values/size.js';
import { type Context, itemsOf, placeAs } from './context.js';
import { ioLimits } from './limits-io.js';

/** CGROUP_WEIGHT_DFL and the shares of nice 0: the kernel divides one by the other. */
const [defaultWeight, defaultShares] = [100, 1024];
/** Docker's range of block weights and that of io.weight, as OCI runtimes convert them. */
const [leastBlockWeight, mostBlockWeight, mostWeight] = [10, 1000, 10_000];
const defaultPeriod = 100_000;

const ratesOfKeys = {
  device_read_bps: 'rbps',
  device_write_bps: 'wbps',
  device_read_iops: 'riops',
  device_write_iops: 'wiops',
} as const;

/**
 * As Docker has it, 0 is "not limited".
 * @param memory limit of the same container, which `memswap_limit` includes
 */
export function composeLimits(
  raw: RawContainer,
  memory: number | undefined,
  path: Path,
  context: Context,
): Limits {
  const found: Limits = {};
  const take = <Key extends keyof Limits>(key: Key, at: Path, value: Limits[Key] | undefined): void => {
    if (isRivalled(raw, key, path, at, context) || value === undefined) return;
    found[key] = value;
    placeAs(context, [...path, 'limits', key], at);
  };
  const { cpu_shares: shares, cpu_quota: quota, cpu_period: period, memswap_limit: both } = raw;
  if (shares) {
    const weight = Math.round((shares * defaultWeight) / defaultShares);
    take('cpu_weight', [...path, 'cpu_shares'], Math.min(mostWeight, Math.max(1, weight)));
  }
  if (period !== undefined && quota === undefined) {
    context.findings.error('contradiction', [...path, 'cpu_period'], '"cpu_period" alone limits nothing', {
      hint: 'give `cpu_quota` as well, or write `limits.cpus`',
      atKey: true,
    });
  }
  if (quota !== undefined && quota > 0) {
    const at = [...path, 'cpu_quota'];
    const cores = Math.round((quota / (period ?? defaultPeriod)) * defaultPeriod) / defaultPeriod;
    if (cores < 0.01) context.findings.error('invalid-value', at, 'is less than 0.01 cores');
    else take('cpus', at, cores);
  }
  if (both !== undefined && both !== '0') {
    const at = [...path, 'memswap_limit'];
    take('swap', at, swapBeyond(both, memory, at, context));
  }
  const block = raw.blkio_config ?? {};
  const blockPath = [...path, 'blkio_config'];
  if (block.weight) {
    const share = (block.weight - leastBlockWeight) / (mostBlockWeight - leastBlockWeight);
    take('io_weight', [...blockPath, 'weight'], Math.round(1 + share * (mostWeight - 1)));
  }
  const io: Record<string, IoLimit> = {};
  for (const [key, rate] of Object.entries(ratesOfKeys)) {
    for (const [item, at] of itemsOf(block[key as keyof typeof ratesOfKeys], [...blockPath, key])) {
      const limits = rateOf(item, rate, at, context);
      for (const [device, limit] of Object.entries(limits)) io[device] = { ...io[device], ...limit };
    }
  }
  if (Object.keys(io).length > 0) take('io', blockPath, io);
  return found;
}

/** One entry of a list, read as the mapping by device would be. */
function rateOf(item: RawBlockDevice, rate: string, at: Path, context: Context): Record<string, IoLimit> {
  const { path: device, rate: amount } = item;
  if (device === undefined || amount === undefined) return {};
  const bytes = context.findings.read([...at, 'rate'], amount, parseSize);
  if (bytes === undefined) return {};
  const given = rate === 'rbps' || rate === 'wbps' ? String(bytes) : bytes;
  return ioLimits({ [device]: { [rate]: given } }, at, context);
}

/** Docker counts memory and swap together; -1 = as much swap as there is. */
function swapBeyond(
  text: string,
  memory: number | undefined,
  at: Path,
  { findings }: Context,
): number | undefined {
  if (text === '-1') return undefined;
  const both = findings.read(at, text, parseSize);
  if (both === undefined) return undefined;
  if (memory === undefined || both < memory) {
    const why = memory === undefined ? 'needs a limit of memory' : 'is less than the limit of memory';
    findings.error('contradiction', at, `"memswap_limit" counts memory and swap together and ${why}`, {
      hint: 'write `limits.swap`, which is the swap alone',
      atKey: true,
    });
    return undefined;
  }
  return both - memory;
}

/** Twice is an error, even with equal values. */
function isRivalled(
  raw: RawContainer,
  key: keyof Limits,
  path: Path,
  at: Path,
  { findings }: Context,
): boolean {
  const long = raw.deploy?.resources?.limits?.cpus;
  const rivals: [unknown, Path][] = [[raw.limits?.[key], [...path, 'limits', key]]];
  if (key === 'cpus')
    rivals.push([raw.cpus, [...path, 'cpus']], [long, [...path, 'deploy', 'resources', 'limits', 'cpus']]);
  const rival = rivals.find(([value]) => value !== undefined);
  if (!rival) return false;
  findings.error('contradiction', at, 'this limit is given twice', {
    related: { message: 'also given', path: rival[1] },
    hint: `keep \`limits.${key}\``,
    atKey: true,
  });
  return true;
}
