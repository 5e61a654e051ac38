/** Names of other programs as names of containers. */
import { containerNamePattern, hash32 } from '../model/mark.js';

/** The nearest name that a container can have and none has yet. */
export function containerName(text: string, taken: ReadonlySet<string>): string {
  const lower = text.toLowerCase().replace(/[^a-z0-9_.-]/g, '-');
  const start = lower.replace(/^[^a-z0-9]+/, '').slice(0, 60) || 'container';
  const base = containerNamePattern.test(lower) ? lower : start;
  for (let salt = '', name = base; ; salt += '+') {
    if (!taken.has(name)) return name;
    name = `${start.slice(0, 56)}-${hash32(text + salt, 6)}`;
  }
}
