import { GrammarError } from './grammar-error.js';

const millisecondsPerUnit: Record<string, number> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/**
 * A Go duration (`1m30s`, `1.5h`, `500ms`) or a bare number of seconds, in milliseconds.
 * @throws GrammarError
 */
export function parseDuration(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return bounded(Number(text) * 1000);
  if (!/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/.test(text)) {
    throw new GrammarError('is not a duration', 'write a time such as 500ms, 10s or 1m30s');
  }
  let sum = 0;
  for (const [, count, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)) {
    sum += Number(count) * millisecondsPerUnit[unit!]!;
  }
  return bounded(sum);
}

/** The native side counts milliseconds in 32 bits: 24 days. */
function bounded(milliseconds: number): number {
  if (milliseconds > 0x7fffffff) throw new GrammarError('is longer than 24 days');
  return Math.round(milliseconds);
}
