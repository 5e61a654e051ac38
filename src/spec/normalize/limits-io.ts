/** Rates of block devices. */
import type { IoLimit } from '../../model/project.js';
import type { Path } from '../node.js';
import type { RawLimits } from '../raw.js';
import { GrammarError } from '../values/grammar-error.js';
import { parseSize } from '../values/size.js';
import { type Context, entriesOf } from './context.js';

/** Devices by their paths; which numbers they have is looked up on the host when the limit is set. */
export function ioLimits(
  raw: NonNullable<RawLimits['io']>,
  path: Path,
  { findings }: Context,
): Record<string, IoLimit> {
  const result: Record<string, IoLimit> = {};
  for (const [device, given, at] of entriesOf(raw, path)) {
    if (!/^(\/[A-Za-z0-9_:-]+(\.[A-Za-z0-9_:-]+)*)+$/.test(device) || !device.startsWith('/dev/')) {
      findings.error('invalid-value', at, `"${device}" is not the path of a device below /dev`, {
        atKey: true,
      });
      continue;
    }
    const limit: IoLimit = {};
    for (const key of ['rbps', 'wbps'] as const) {
      const bytes = given[key] === undefined ? undefined : findings.read([...at, key], given[key], parseRate);
      if (bytes !== undefined) limit[key] = bytes;
    }
    if (given.riops !== undefined) limit.riops = given.riops;
    if (given.wiops !== undefined) limit.wiops = given.wiops;
    result[device] = limit;
  }
  return result;
}

/** Bytes a second. */
function parseRate(text: string): number {
  const bytes = parseSize(text);
  if (bytes === 0)
    throw new GrammarError('would stop the device altogether', 'leave the limit out, or write 1M');
  return bytes;
}
