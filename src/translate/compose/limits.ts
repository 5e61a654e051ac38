/** Docker Compose's three ways to write limits, as `limits`. */
import { quote } from '../../spec/diagnostic.js';
import type { SpecNode } from '../../spec/node.js';
import { GrammarError } from '../../spec/values/grammar-error.js';
import { parseSize } from '../../spec/values/size.js';
import { applyRules, type Rule, type Rules } from '../rules.js';
import { childOf, type Draft, type Entry, listOf, plain, textOf } from '../tree.js';
import { hasVariable } from '../variables.js';
import type { ServiceTarget } from './target.js';

/** CGROUP_WEIGHT_DFL and the shares of nice 0: the kernel's sched_weight_from_cgroup() divides one by the other. */
const [defaultWeight, defaultShares] = [100, 1024];
/** cgroup v1's and cgroup v2's ranges of weights of block devices, as OCI runtimes convert them. */
const [smallestBlockWeight, largestBlockWeight, largestWeight] = [10, 1000, 10_000];
const defaultPeriod = 100_000;

/** The value as the limit of this name. */
export const limit =
  (key: string): Rule<ServiceTarget> =>
  (entry, target) =>
    setLimit(key, entry, target);

/** Nothing and 0 mean "not limited" in Docker; here the key is left out. The flat key goes before `deploy`. */
function setLimit(key: string, { at, value }: Entry, { limits, remarks }: ServiceTarget): void {
  const text = textOf(value);
  if (text === undefined || (Number(text) === 0 && !['pids', 'cpuset'].includes(key))) return;
  const given = key === 'pids' && Number(text) === 0 ? -1 : plain(value);
  if (limits[key] !== undefined && String(limits[key]) !== text) {
    remarks.add(at, `the limit of ${key} is given twice: ${String(limits[key])} is kept`);
  } else limits[key] = given;
}

export const limitRules: Rules<ServiceTarget> = {
  cpus: limit('cpus'),
  cpuset: limit('cpuset'),
  mem_limit: limit('memory'),
  mem_reservation: limit('memory_low'),
  pids_limit: limit('pids'),
  memswap_limit: swapLimit,
  cpu_shares({ at, value }, { limits, remarks }) {
    const shares = Number(textOf(value));
    if (!Number.isFinite(shares)) {
      remarks.add(
        at,
        '"cpu_shares" holds a variable: left out',
        'write `limits.cpu_weight`: shares × 100 / 1024',
      );
    } else if (shares > 0) {
      limits['cpu_weight'] = within(Math.round((shares * defaultWeight) / defaultShares), 1, largestWeight);
    }
  },
  cpu_quota(entry, target) {
    const quota = Number(textOf(entry.value));
    const period = childOf(target.node, 'cpu_period');
    const length = period === undefined ? defaultPeriod : Number(textOf(period));
    if (quota <= 0) return;
    if (quota > 0 && length > 0)
      target.limits['cpus'] ??= Math.max(0.01, Math.round((quota / length) * 100) / 100);
    else target.remarks.add(entry.at, '"cpu_quota" is left out', 'write `limits.cpus`: quota / period');
  },
  cpu_period({ at }, { node, remarks }) {
    if (!childOf(node, 'cpu_quota'))
      remarks.add(at, '"cpu_period" without "cpu_quota" limits nothing: left out');
  },
  blkio_config({ value }, target) {
    applyRules(value, blockRules, target, '"blkio_config"');
  },
};

/** Docker counts memory and swap together, we count swap. */
function swapLimit({ at, value }: Entry, { node, limits, remarks }: ServiceTarget): void {
  const text = textOf(value);
  if (text === undefined || Number(text) <= 0) return;
  const deployed = childOf(childOf(childOf(node, 'deploy'), 'resources'), 'limits');
  const both = sizeOf(text);
  const memory = sizeOf(textOf(childOf(node, 'mem_limit') ?? childOf(deployed, 'memory')) ?? '');
  if (both === undefined || memory === undefined || both < memory) {
    const why = hasVariable(text) ? 'holds a variable' : 'counts memory and swap together';
    remarks.add(at, `"memswap_limit" ${why}: left out`, 'write `limits.swap`, which is the swap alone');
  } else limits['swap'] = both - memory;
}

function sizeOf(text: string): number | undefined {
  try {
    return parseSize(text);
  } catch (error) {
    if (error instanceof GrammarError) return undefined;
    throw error;
  }
}

const devices =
  (key: string): Rule<ServiceTarget> =>
  ({ value }, { limits }) => {
    for (const each of listOf(value)) {
      const path = textOf(childOf(each, 'path'));
      const rate = childOf(each, 'rate');
      if (path === undefined || rate === undefined) continue;
      limits['io'] ??= {};
      const io = limits['io'] as Record<string, Draft>;
      io[path] ??= {};
      io[path][key] = plain(rate);
    }
  };

const blockRules: Rules<ServiceTarget> = {
  device_read_bps: devices('rbps'),
  device_write_bps: devices('wbps'),
  device_read_iops: devices('riops'),
  device_write_iops: devices('wiops'),
  weight({ at, value }, { limits, remarks }) {
    const weight = Number(textOf(value));
    if (!Number.isFinite(weight)) {
      remarks.add(at, '"weight" holds a variable: left out', 'write `limits.io_weight`, 1 to 10000');
      return;
    }
    const share = (weight - smallestBlockWeight) / (largestBlockWeight - smallestBlockWeight);
    limits['io_weight'] = within(Math.round(1 + share * (largestWeight - 1)), 1, largestWeight);
  },
  weight_device({ at, value }, { remarks }) {
    const paths = listOf(value).map(each => quote(textOf(childOf(each, 'path')) ?? ''));
    remarks.add(
      at,
      `weights of single devices (${paths.join(', ')}) are left out`,
      '`limits.io_weight` is for all',
    );
  },
};

function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** How many instances a service has: a number, or a text when a variable decides. Undefined = one, under its own name. */
export function scaleOf(node: SpecNode): number | string | undefined {
  const scale = childOf(node, 'scale') ?? childOf(childOf(node, 'deploy'), 'replicas');
  const text = textOf(scale);
  if (text === undefined || text === '1') return undefined;
  return /^\d+$/.test(text) ? Number(text) : text;
}
