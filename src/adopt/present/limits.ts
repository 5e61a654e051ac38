import { parseIoKey } from '../../model/limit-attributes.js';
import type { IoLimit, Limits } from '../../model/project.js';
import type { Attributes } from '../../model/resource.js';

/** What a cgroup has where nothing was asked for. */
const defaults: Readonly<Record<string, unknown>> = { memory_low: 0, cpu_weight: 100, io_weight: 100 };

/** The limits that the container's cgroup has now; null = none. */
export function presentLimits(limits: Limits, observed: Attributes): Limits {
  const scalars: Record<string, unknown> = { ...limits };
  const io: Record<string, IoLimit> = structuredClone(limits.io ?? {});
  for (const [key, value] of Object.entries(observed)) {
    const rate = parseIoKey(key);
    if (rate) setRate(io, rate, value);
    else if (value === null || (value === defaults[key] && !(key in limits))) delete scalars[key];
    else scalars[key] = value;
  }
  delete scalars['io'];
  const used = Object.entries(io).filter(([, rates]) => Object.keys(rates).length > 0);
  return { ...scalars, ...(used.length > 0 && { io: Object.fromEntries(used) }) };
}

function setRate(
  io: Record<string, IoLimit>,
  { device, rate }: NonNullable<ReturnType<typeof parseIoKey>>,
  value: unknown,
): void {
  const { [rate]: _present, ...others } = io[device] ?? {};
  io[device] = value === null ? others : { ...others, [rate]: Number(value) };
}

/** The raw files; one that cannot be read any more is left out. */
export function presentFiles(cgroup: Record<string, string>, observed: Attributes): Record<string, string> {
  const entries = Object.keys({ ...cgroup, ...observed }).flatMap(key => {
    const value = observed[key];
    return value == null ? [] : [[key, String(value)] as const];
  });
  return Object.fromEntries(entries);
}
