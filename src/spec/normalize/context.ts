/** What every normaliser is handed: where to report, where paths start, and what may be read. */
import type { Position } from '../../model/project.js';
import type { Findings } from '../findings.js';
import type { Lookup } from '../interpolate/template.js';
import type { Path } from '../node.js';
import type { List } from '../raw.js';

export interface Context {
  findings: Findings;
  /** Absolute; relative paths start here. */
  directory: string;
  /** Variables of the process environment and the .env files. */
  lookup: Lookup;
  /** For a variable that holds a secret. */
  lookupSecret: Lookup;
  /** Content of a file that the spec names; null = there is none. Throws a GrammarError when it cannot be read. */
  readFile(path: string): string | null;
  /** Hash and size of such a file; the same errors. */
  digestFile(path: string): { sha256: string; size: number } | null;
  positions: Record<string, Position>;
  activeProfiles: ReadonlySet<string>;
  /** Instances by container, in place of what the spec says. */
  scale: Readonly<Record<string, number>>;
}

/** Gives the canonical path `to` the place of what the user wrote at `from`, unless the user wrote `to` itself. */
export function placeAs(context: Context, to: Path, from: Path): void {
  const source = context.positions[positionKey(from)];
  const target = positionKey(to);
  if (source && !Object.hasOwn(context.positions, target)) context.positions[target] = source;
}

/** The key of a path in `Project.positions`. */
export function positionKey(path: Path): string {
  return (path[0] === 'services' ? ['containers', ...path.slice(1)] : path).join('.');
}

/** Items with their paths, without those that failed validation. */
export function* itemsOf<Item>(list: List<Item> | null | undefined, path: Path): Generator<[Item, Path]> {
  for (const [index, item] of (list ?? []).entries()) {
    if (item !== undefined && item !== null) yield [item, [...path, index]];
  }
}

/** The items of `x` or `[x, y]`; one text alone has the path of the key. */
export function* oneOrMany(
  value: string | List<string> | null | undefined,
  path: Path,
): Generator<[string, Path]> {
  if (typeof value === 'string') yield [value, path];
  else yield* itemsOf(value, path);
}

/** The entries of a mapping; null and absent have none. */
export function entriesOf<Value>(
  mapping: Record<string, Value> | null | undefined,
  path: Path,
): [key: string, value: Value, path: Path][] {
  return Object.entries(mapping ?? {}).map(([key, value]) => [key, value, [...path, key]]);
}
