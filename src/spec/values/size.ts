import { GrammarError } from './grammar-error.js';

const bytesPerUnit: Record<string, number> = { b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

/**
 * A size as Docker Compose and LXC write it, in bytes: `512`, `512b`, `512k`, `512kb`, `512K`, `512KiB`, `1.5g`. Units
 * count in 1024s in every spelling.
 * @throws GrammarError
 */
export function parseSize(text: string): number {
  const match = /^(0|[1-9]\d*)(\.\d+)?([bkmgt])?(?:(?<=[kmgt])i?b)?$/i.exec(text);
  if (!match)
    throw new GrammarError('is not a size', 'write bytes, or a number with k, m, g or t such as 512M');
  const bytes = Number(`${match[1]}${match[2] ?? ''}`) * bytesPerUnit[(match[3] ?? 'b').toLowerCase()]!;
  if (!Number.isInteger(bytes) && match[3] === undefined)
    throw new GrammarError('is not a whole number of bytes');
  if (bytes > Number.MAX_SAFE_INTEGER) throw new GrammarError('is too large');
  return Math.floor(bytes);
}
