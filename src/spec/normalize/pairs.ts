/** Mappings that may be lists of `KEY=VALUE`: labels, environment, sysctls. */
import type { Path } from '../node.js';
import type { List } from '../raw.js';
import { type Context, entriesOf, itemsOf, placeAs } from './context.js';

type Pairs = Record<string, string | null> | List<string> | null | undefined;

/** Key, value (undefined = a bare `KEY` or an empty value) and path of each pair; a list's pairs get places by key. */
export function* pairsOf(
  raw: Pairs,
  path: Path,
  context: Context,
): Generator<[string, string | undefined, Path]> {
  if (!Array.isArray(raw)) {
    for (const [key, value, at] of entriesOf(raw, path)) yield [key, value ?? undefined, at];
    return;
  }
  for (const [item, at] of itemsOf(raw, path)) {
    const separator = item.indexOf('=');
    const key = separator < 0 ? item : item.slice(0, separator);
    placeAs(context, [...path, key], at);
    yield [key, separator < 0 ? undefined : item.slice(separator + 1), at];
  }
}

/** Labels; one without text is empty. */
export function normalizeLabels(raw: Pairs, path: Path, context: Context): Record<string, string> {
  return Object.fromEntries([...pairsOf(raw, path, context)].map(([key, value]) => [key, value ?? '']));
}
