/** Follows a path through the parser's tree as far as it goes. */
import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { ExitCode } from '../../model/problem.js';
import { type Diagnostic, quote, SpecFailure } from '../diagnostic.js';
import { suggestion } from '../suggest.js';
import { formatPath, indexOf, type Step } from './path.js';
import { type Slot, slotOfItem, slotOfPair } from './slot.js';
import { rangeOf, resolveAlias, type Source } from './source.js';

/** Where a path ends; `rest` is what is left of it. */
export type Found = { trail: Node[] } & (
  | { kind: 'value'; slot: Slot; node: Node | null; parent: YAMLMap | YAMLSeq; index: number }
  /** Nothing is there yet: an empty file, or `web:` without anything behind it. */
  | { kind: 'empty'; slot: Slot | undefined; rest: Step[] }
  | { kind: 'new-key'; map: YAMLMap; rest: Step[] }
  | { kind: 'new-item'; list: YAMLSeq; rest: Step[] }
  /** The key is there by `<<` only. */
  | { kind: 'merged'; map: YAMLMap; rest: Step[]; value: Node | null; from: Node }
);

/** @throws SpecFailure when the path runs through an alias, a text or a place that a list does not have */
export function find(source: Source, steps: readonly Step[]): Found {
  const trail: Node[] = [];
  let node: Node | null = source.document.contents;
  let slot: Slot | undefined;
  let parent: YAMLMap | YAMLSeq | undefined;
  let index = 0;
  for (const [depth, step] of steps.entries()) {
    const rest = steps.slice(depth);
    if (!node || isNull(node)) {
      if (slot?.token) trail.push(node!);
      return { kind: 'empty', slot, rest, trail };
    }
    if (isAlias(node)) throw throughAlias(source, node, steps.slice(0, depth));
    trail.push(node);
    if (isMap(node)) {
      parent = node;
      index = ownIndex(node, step.text);
      if (index < 0) {
        const merged = mergedPair(source, node, step.text);
        return merged
          ? { kind: 'merged', map: node, rest, ...merged, trail }
          : { kind: 'new-key', map: node, rest, trail };
      }
      const pair: Pair = node.items[index]!;
      slot = slotOfPair(pair, node, source);
      node = pair.value as Node | null;
    } else if (isSeq(node)) {
      const wanted = indexOf(step);
      if (wanted === 'end') return { kind: 'new-item', list: node, rest, trail };
      if (wanted === undefined || wanted >= node.items.length) throw noItem(source, node, steps, depth);
      parent = node;
      index = wanted;
      slot = slotOfItem(node, wanted, source);
      node = node.items[wanted] as Node | null;
    } else {
      throw failure({
        message: `${quote(formatPath(steps.slice(0, depth)))} is a single value: there is nothing in it to set`,
        range: rangeOf(source, node),
      });
    }
  }
  if (node) trail.push(node);
  return { kind: 'value', slot: slot!, node, parent: parent!, index, trail };
}

function isNull(node: Node): boolean {
  return isScalar(node) && node.value === null;
}

/** The place of a mapping's own key; -1 when it has none. */
export function ownIndex(map: YAMLMap, key: string): number {
  return map.items.findIndex(each => isScalar(each.key) && each.key.value === key && key !== '<<');
}

/** As the parser of specs does it: of several sources the first wins, and sources may have sources. */
export function mergedPair(
  source: Source,
  map: YAMLMap,
  key: string,
): { value: Node | null; from: Node } | undefined {
  for (const pair of map.items) {
    if (!isScalar(pair.key) || pair.key.value !== '<<' || !pair.value) continue;
    const given = resolveAlias(source, pair.value as Node);
    for (const each of isSeq(given) ? (given.items as Node[]) : [pair.value as Node]) {
      const merged = resolveAlias(source, each);
      if (!isMap(merged)) continue;
      const index = ownIndex(merged, key);
      if (index >= 0) return { value: merged.items[index]!.value as Node | null, from: merged };
      const further = mergedPair(source, merged, key);
      if (further) return further;
    }
  }
  return undefined;
}

function throughAlias(source: Source, alias: Node & { source: string }, steps: readonly Step[]): SpecFailure {
  const target = rangeOf(source, resolveAlias(source, alias));
  return failure({
    message: `${quote(formatPath(steps))} is the alias *${alias.source}: what is in it belongs to the anchor &${alias.source} on line ${target.line} and to everybody who uses it`,
    range: rangeOf(source, alias),
    related: { message: `&${alias.source} is defined here`, range: target },
    hint: `set ${formatPath(steps)} as a whole, or change the value at the anchor`,
  });
}

function noItem(source: Source, list: YAMLSeq, steps: readonly Step[], depth: number): SpecFailure {
  const { length } = list.items;
  const name = formatPath(steps.slice(0, depth));
  const count = length === 1 ? '1 item' : `${length} items`;
  return failure({
    message: `${quote(name)} is a list of ${count}: it has no ${quote(steps[depth]!.text)}`,
    range: rangeOf(source, list),
    hint: `count items from 0 (${name}.0), or append with ${name}.-`,
  });
}

/** What a path cannot do in this file. */
export function failure(more: Omit<Diagnostic, 'code' | 'severity'>): SpecFailure {
  return new SpecFailure([{ code: 'unknown-reference', severity: 'error', ...more }], ExitCode.invalidSpec);
}

/** ` (did you mean …)` among the keys of a mapping. */
export function nearKey(map: YAMLMap, key: string): string {
  return suggestion(
    key,
    map.items.flatMap(each => (isScalar(each.key) ? [String(each.key.value)] : [])),
  );
}
