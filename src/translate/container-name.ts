/** Names of other programs as names of containers. */
import { containerNamePattern } from '../model/mark.js';

/** The nearest name that a container can have and none has yet. */
export function containerName(text: string, taken: ReadonlySet<string>): string {
  const lower = text.toLowerCase().replace(/[^a-z0-9_.-]/g, '-');
  const start = lower.replace(/^[^a-z0-9]+/, '').slice(0, 60) || 'container';
  const base = containerNamePattern.test(lower) ? lower : start;
  if (!taken.has(base)) return base;
  for (let count = 2; ; count += 1) if (!taken.has(`${start}-${count}`)) return `${start}-${count}`;
}
