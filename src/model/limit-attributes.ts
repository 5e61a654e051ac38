/**
 * Limits as flat attributes. A key is a limit's name (`memory`), a rate of a device (`io./dev/vda.rbps`) or a raw cgroup
 * file (`memory.oom.group`): only raw files have a dot and no slash, so that one table can hold all three.
 */
import type { Limits } from './project.js';
import type { Attributes } from './resource.js';

/** Rates of a block device in the order in which the kernel prints them. */
export const ioRates = ['rbps', 'wbps', 'riops', 'wiops'] as const;
export type IoRate = (typeof ioRates)[number];

export function limitAttributes({ io, ...scalars }: Limits): Attributes {
  const attributes: Attributes = {};
  for (const [key, value] of Object.entries(scalars)) if (value !== undefined) attributes[key] = value;
  for (const [device, limit] of Object.entries(io ?? {})) {
    for (const rate of ioRates) if (limit[rate] !== undefined) attributes[ioKey(device, rate)] = limit[rate];
  }
  return attributes;
}

export function ioKey(device: string, rate: IoRate): string {
  return `io.${device}.${rate}`;
}

/** @returns null for what is no rate of a device */
export function parseIoKey(key: string): { device: string; rate: IoRate } | null {
  const match = /^io\.(\/.+)\.(rbps|wbps|riops|wiops)$/.exec(key);
  return match ? { device: match[1]!, rate: match[2] as IoRate } : null;
}

export function isRawKey(key: string): boolean {
  return key.includes('.') && !key.includes('/');
}

/** Where the spec asks for it. */
export function limitPath(container: string, key: string): string {
  return `containers.${container}.${isRawKey(key) ? 'cgroup' : 'limits'}.${key}`;
}
