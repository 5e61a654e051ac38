import { usageProblem } from './usage.js';

const millisecondsPer: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Milliseconds of `10` (seconds, as in Docker Compose), `10s`, `1m30s`, `1.5h`.
 * @param flag what to call it in the message
 * @throws Problem (64)
 */
export function parseDuration(value: string, flag: string): number {
  if (/^\d+(\.\d+)?$/.test(value)) return Math.round(Number(value) * 1000);
  const parts = [...value.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)];
  if (parts.length === 0 || parts.map(part => part[0]).join('') !== value) {
    throw usageProblem(`${flag} is a time such as 10, 10s or 1m30s, not "${value}"`);
  }
  return Math.round(parts.reduce((sum, part) => sum + Number(part[1]) * millisecondsPer[part[2]!]!, 0));
}

/** `0.4 s`, `12 s`, `3 min`, `5 h`, `2 d`: how long something took or has lived. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 10_000) return `${(Math.max(0, milliseconds) / 1000).toFixed(1)} s`;
  const units: [string, number, number][] = [
    ['s', 1000, 120],
    ['min', 60_000, 120],
    ['h', 3_600_000, 48],
  ];
  for (const [unit, size, limit] of units) {
    if (milliseconds < size * limit) return `${Math.floor(milliseconds / size)} ${unit}`;
  }
  return `${Math.floor(milliseconds / 86_400_000)} d`;
}

/**
 * A moment in nanoseconds since 1970: a time before `now` (`10m`), RFC 3339 (`2026-01-02T03:04:05Z`, the zone may be
 * missing: local time), or seconds since 1970 with a fraction, as `docker logs --since` takes them.
 * @param now milliseconds since 1970
 * @throws Problem (64)
 */
export function parseMoment(value: string, flag: string, now: number): bigint {
  const seconds = /^(\d{9,})(?:\.(\d{1,9}))?$/.exec(value);
  if (seconds) return BigInt(seconds[1]!) * 1_000_000_000n + BigInt((seconds[2] ?? '').padEnd(9, '0'));
  if (/^[\d.]+(ms|s|m|h|d)/.test(value)) return BigInt(now - parseDuration(value, flag)) * 1_000_000n;
  const date =
    /^(\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?)(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})?$/i.exec(value);
  // A bare date is midnight in local time here, as everywhere else on a command line; Date.parse would take UTC.
  const parsed = date
    ? Date.parse(`${date[1]!.includes(':') ? date[1]! : `${date[1]!}T00:00`}${date[3] ?? ''}`)
    : Number.NaN;
  if (Number.isNaN(parsed)) {
    throw usageProblem(`${flag} is a time such as 10m or 2026-01-02T03:04:05Z, not "${value}"`);
  }
  return BigInt(parsed) * 1_000_000n + BigInt((date![2] ?? '').padEnd(9, '0'));
}
