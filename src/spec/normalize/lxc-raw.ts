/** Keys of LXC's configuration that are carried along. */
import type { Path } from '../node.js';
import type { RawContainer } from '../raw.js';
import { GrammarError } from '../values/grammar-error.js';
import { type Context, entriesOf, oneOrMany } from './context.js';

/** By key, in the spec's order; a value is one line, because it becomes one. */
export function normalizeLxcRaw(
  raw: RawContainer['lxc_raw'],
  path: Path,
  { findings }: Context,
): Record<string, string[]> {
  const result: Record<string, string[]> = {};
  for (const [key, given, at] of entriesOf(raw, path)) {
    if (findings.read(at, key, parseKey, true) === undefined) continue;
    const values = [...oneOrMany(given, at)].map(([text, place]) => findings.read(place, text, parseLine));
    if (values.every(each => each !== undefined)) result[key] = values;
  }
  return result;
}

function parseKey(text: string): string {
  if (/^lxc\.[^\s=\0-\x1f\x7f]+$/.test(text)) return text;
  throw new GrammarError('is not a key of LXC', 'write lxc.apparmor.profile');
}

function parseLine(text: string): string {
  // Fields of fstab(5) are often set apart with tabs.
  if (/[\0-\x08\x0a-\x1f\x7f]/.test(text)) throw new GrammarError('is more than one line');
  return text;
}
