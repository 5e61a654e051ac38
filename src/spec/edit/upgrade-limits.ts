/** Docker Compose's three ways to write limits, moved to `limits`. */
import { type CST, isAlias, isMap, isScalar, type Node, type YAMLMap } from 'yaml';
import type { Edit } from './edits.js';
import { mergedPair, ownIndex } from './find.js';
import { endOfEntry, entryColumn, insertLines, startOfEntry } from './insert.js';
import { writtenItems } from './slot.js';
import { aliasesOf, column, endOf, lineStart, nextLine, type Source } from './source.js';

const shortNames: Record<string, string> = { cpus: 'cpus', mem_limit: 'memory', pids_limit: 'pids' };
const longNames = ['cpus', 'memory', 'pids'];

/** A limit under its new name, and the text that it had. */
interface Legacy {
  name: string;
  value: string;
  /** Lines above it and behind it. */
  comments: string[];
  remark: string;
}

/** @returns the changes, or the reason why there are none although there are older words */
export function upgradeLimits(source: Source, container: YAMLMap): Edit[] | string {
  const olds = container.items.flatMap((pair, index) =>
    isScalar(pair.key) && (Object.hasOwn(shortNames, String(pair.key.value)) || pair.key.value === 'deploy')
      ? [index]
      : [],
  );
  if (olds.length === 0) return [];
  const reason = reasonToKeep(source, container);
  if (reason) return reason;
  const found = new Map<number, Legacy[]>();
  for (const index of olds) {
    const legacy = legacyOf(source, container, index);
    if (!legacy) return 'they hold more than the limits that have a name here';
    found.set(index, legacy);
  }
  const limits = container.items[ownIndex(container, 'limits')]?.value as Node | null | undefined;
  const given = isMap(limits)
    ? limits.items.map(each => String((each.key as { value?: unknown }).value))
    : [];
  const names = [...found.values()].flat().map(each => each.name);
  if (new Set([...names, ...given]).size < names.length + given.length) return 'one of them is given twice';
  if (names.length === 0) return 'they are empty';
  if (limits !== undefined && !isMap(limits)) return '`limits` is not a mapping of its own';
  return container.flow
    ? inBrackets(source, container, found, limits)
    : inLines(source, container, found, limits);
}

/** An own `limits` hides one that comes by `<<`, as a whole: what is shared cannot be moved for one alone. */
function reasonToKeep(source: Source, container: YAMLMap): string | undefined {
  const keys = ['limits', 'deploy', ...Object.keys(shortNames)];
  if (keys.some(key => mergedPair(source, container, key))) return 'others come by `<<`';
  const isShared = container.anchor && aliasesOf(source, container.anchor).length > 0;
  return isShared ? `the anchor &${container.anchor} shares them with others` : undefined;
}

function legacyOf(source: Source, container: YAMLMap, index: number): Legacy[] | undefined {
  const pair = container.items[index]!;
  const key = String((pair.key as { value?: unknown }).value);
  const name = shortNames[key];
  if (name !== undefined) {
    const legacy = entryOf(source, container, index, name);
    return legacy && [legacy];
  }
  const resources = only(pair.value, 'resources');
  const limits = resources && only(resources.items[0]!.value, 'limits');
  const inner = limits?.items[0]?.value;
  if (!isMap(inner) || inner.anchor) return undefined;
  const entries = inner.items.map((each, at) => {
    const longName = String((each.key as { value?: unknown }).value);
    return longNames.includes(longName) ? entryOf(source, inner, at, longName) : undefined;
  });
  return entries.every(each => each !== undefined) ? (entries as Legacy[]) : undefined;
}

/** The mapping when it has this key alone. */
function only(node: unknown, key: string): YAMLMap | undefined {
  if (!isMap(node) || node.anchor || node.items.length !== 1) return undefined;
  return ownIndex(node, key) === 0 ? node : undefined;
}

function entryOf(source: Source, map: YAMLMap, index: number, name: string): Legacy | undefined {
  const { text } = source;
  const node = map.items[index]!.value as Node | null;
  const item = writtenItems(map)[index]!;
  if (!(isAlias(node) || isScalar(node)) || !item.value || item.value.type === 'block-scalar')
    return undefined;
  const from =
    item.sep?.find(each => each.type === 'anchor' || each.type === 'tag')?.offset ?? item.value.offset;
  const value = text.slice(from, endOf(item.value));
  if (value === '' || value.includes('\n')) return undefined;
  const behind = text.slice(endOf(item.value), nextLine(text, endOf(item.value))).trimEnd();
  const remark = !map.flow && behind.trimStart().startsWith('#') ? behind : '';
  const above = map.flow ? startOfEntry(item) : commentsAbove(text, startOfEntry(item));
  const comments = text
    .slice(above, lineStart(text, startOfEntry(item)))
    .split('\n')
    .flatMap(line => (line.trim() === '' ? [] : [line.trim()]));
  return { name, value, comments: map.flow ? [] : comments, remark };
}

/** The start of the comment lines that stand directly above, in the same column. */
function commentsAbove(text: string, start: number): number {
  let at = lineStart(text, start);
  const width = start - at;
  while (at > 0) {
    const above = lineStart(text, at - 1);
    const line = text.slice(above, at);
    if (!line.trimStart().startsWith('#') || line.length - line.trimStart().length !== width) break;
    at = above;
  }
  return at;
}

function inLines(
  source: Source,
  container: YAMLMap,
  found: ReadonlyMap<number, Legacy[]>,
  limits: YAMLMap | undefined,
): Edit[] | string {
  if (
    limits?.flow &&
    limits.items.length > 0 &&
    source.text.slice(...(limits.range!.slice(0, 2) as [number, number])).includes('\n')
  ) {
    return '`limits` stands in brackets on several lines';
  }
  const { text, newline } = source;
  const items = writtenItems(container);
  const pad = ' '.repeat(column(text, startOfEntry(items[0]!)));
  const inner =
    limits && !limits.flow ? ' '.repeat(entryColumn(source, limits)) : pad + ' '.repeat(source.unit);
  const lines: string[] = [];
  const edits: Edit[] = [];
  for (const [index, legacies] of found) {
    const start = startOfEntry(items[index]!);
    const from = commentsAbove(text, start);
    if (text.slice(lineStart(text, start), start).trim() !== '') return 'one of them stands behind a dash';
    const to = nextLine(text, endOfEntry(items[index]!));
    const moved = new Set(legacies.flatMap(each => [...each.comments, each.remark.trim()]));
    const others = commentsIn(text.slice(from, to), items[index]!).filter(each => !moved.has(each));
    lines.push(...others.map(each => inner + each));
    for (const { name, value, comments, remark } of legacies) {
      lines.push(...comments.map(each => inner + each), `${inner}${name}: ${value}${remark}`);
    }
    edits.push({ from, to, text: '' });
  }
  if (!limits) {
    edits[0]!.text = [`${pad}limits:`, ...lines].map(each => each + newline).join('');
    return edits;
  }
  if (!limits.flow)
    return [insertLines(source, endOf(limits.srcToken as CST.Token), inner.length, lines), ...edits];
  // Comments cannot go into brackets on one line: they stay above.
  const all = [...found.values()].flat();
  const kept = lines.flatMap(line => /(#.*)$/.exec(line.trimStart().startsWith('#') ? line : '')?.[1] ?? []);
  for (const each of all) if (each.remark) kept.push(each.remark.trim());
  edits[0]!.text = kept.map(each => `${pad}${each}${newline}`).join('');
  const at = endOf(limits.srcToken as CST.Token) - 1;
  const entries = all.map(({ name, value }) => `${name}: ${value}`).join(', ');
  return [{ from: at, to: at, text: `${limits.items.length > 0 ? ', ' : ''}${entries}` }, ...edits];
}

/** Comments within an entry and above it, as they are written. */
function commentsIn(text: string, item: CST.CollectionItem): string[] {
  const found = text.split('\n').flatMap(line => (line.trimStart().startsWith('#') ? [line.trim()] : []));
  const walk = (each: CST.CollectionItem): void => {
    const inner = each.value && 'items' in each.value ? (each.value.items as CST.CollectionItem[]) : [];
    const end = each.value && 'end' in each.value ? (each.value.end ?? []) : [];
    for (const token of [...each.start, ...(each.sep ?? []), ...end]) {
      if (token.type === 'comment' && !found.includes(token.source.trim())) found.push(token.source.trim());
    }
    inner.forEach(walk);
  };
  walk({ ...item, start: [] });
  return found;
}

function inBrackets(
  { text }: Source,
  container: YAMLMap,
  found: ReadonlyMap<number, Legacy[]>,
  limits: YAMLMap | undefined,
): Edit[] | string {
  const [from, to] = container.range!;
  if (text.slice(from, to).includes('\n')) return 'they stand in brackets on several lines';
  const slices = (map: YAMLMap): string[] =>
    writtenItems(map).map(each => text.slice(startOfEntry(each), endOfEntry(each)));
  const moved = [...found.values()].flat().map(({ name, value }) => `${name}: ${value}`);
  const whole = `limits: {${[...(limits ? slices(limits) : []), ...moved].join(', ')}}`;
  const target = limits ? ownIndex(container, 'limits') : Math.min(...found.keys());
  const entries = slices(container).flatMap((each, index) =>
    index === target ? [whole] : found.has(index) ? [] : [each],
  );
  return [{ from, to, text: `{${entries.join(', ')}}` }];
}
