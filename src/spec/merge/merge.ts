/**
 * Two files become one: the later one is laid over the earlier (docs/spec-files.md has the table). Tags stay in the
 * result, so that merging is associative; `settle` ends them.
 */
import type { Findings } from '../findings.js';
import type { MappingNode, Path, SequenceNode, SpecNode } from '../node.js';
import { memberPlace, type Places } from '../place.js';
import { mappingToPairs, namesToMapping, pairsToMapping, shortToMapping, toSequence } from './convert.js';
import type { ItemKey } from './item-keys.js';
import { mergeRules, type Rule } from './rules.js';

type Place = Places<Rule> | undefined;

/**
 * @param at the path of both, when they are parts of a spec
 * @returns a new tree that shares what only one of them has
 */
export function merge(base: SpecNode, later: SpecNode, findings: Findings, at: Path = []): SpecNode {
  return mergeNodes(base, later, at, at.reduce<Place>(memberPlace, mergeRules));

  function mergeNodes(base: SpecNode, later: SpecNode, path: Path, place: Place): SpecNode {
    if (later.tag) return { ...later, replaced: base };
    if (isNull(later)) return base;
    // What is written with `!reset` is gone, so this is all there is, whatever comes before.
    if (base.tag === 'reset') return { ...later, tag: 'override', replaced: base };
    if (isNull(base)) return base.tag ? { ...later, tag: base.tag } : later;
    const result = combine(base, later, path, place);
    return base.tag ? { ...result, tag: base.tag } : result;
  }

  function combine(base: SpecNode, later: SpecNode, path: Path, place: Place): SpecNode {
    const rule = place?.value;
    const ruled = rule && combineBy(rule, base, later, path, place);
    if (ruled) return ruled;
    if (base.kind === 'mapping' && later.kind === 'mapping') return mappings(base, later, path, place);
    if (base.kind === 'sequence' && later.kind === 'sequence') {
      return { ...base, items: [...base.items, ...later.items] };
    }
    if (base.kind !== 'scalar') refuse(base, later, path);
    return { ...later, replaced: base };
  }

  /** Undefined when the two are not of the forms that the rule is about. */
  function combineBy(
    rule: Rule,
    base: SpecNode,
    later: SpecNode,
    path: Path,
    place: Place,
  ): SpecNode | undefined {
    switch (rule.kind) {
      case 'replace':
        return { ...later, replaced: base };
      case 'alternatives':
        return base.kind === 'mapping' && later.kind === 'mapping' ? undefined : { ...later, replaced: base };
      case 'pairs':
        return both(pairsToMapping(base), pairsToMapping(later), path, place);
      case 'names':
        return both(namesToMapping(base, rule.implied), namesToMapping(later, rule.implied), path, place);
      case 'short':
        if (isText(base, rule.except) || isText(later, rule.except)) return { ...later, replaced: base };
        return both(shortToMapping(base, rule.key), shortToMapping(later, rule.key), path, place);
      case 'driver':
        return sameDriver(base, later) ? undefined : { ...later, replaced: base };
      case 'items': {
        const convert = rule.pairs ? mappingToPairs : toSequence;
        const [left, right] = [convert(base), convert(later)];
        return left && right && unique(left, right, rule.key);
      }
    }
  }

  function both(
    base: MappingNode | undefined,
    later: MappingNode | undefined,
    path: Path,
    place: Place,
  ): SpecNode | undefined {
    return base && later && mappings(base, later, path, place);
  }

  function mappings(base: MappingNode, later: MappingNode, path: Path, place: Place): MappingNode {
    const entries = new Map(base.entries);
    for (const [key, entry] of later.entries) {
      const known = entries.get(key);
      if (!known) {
        entries.set(key, entry);
        continue;
      }
      const value = mergeNodes(known.value, entry.value, [...path, key], memberPlace(place, key));
      // A place is the one that won: a mapping that both have is still the first one's.
      entries.set(key, { key: value.replaced ? entry.key : known.key, value });
    }
    return { ...base, entries };
  }

  function refuse(base: SpecNode, later: SpecNode, path: Path): void {
    const names = { mapping: 'a mapping', sequence: 'a list', scalar: 'a single value' };
    findings.errorAt(
      'contradiction',
      path,
      later.range,
      `cannot override ${path.join('.')}: it is ${names[base.kind]} before, and ${names[later.kind]} here`,
      {
        hint: 'write `!override` before the value to replace all of it',
        related: { message: 'set before', range: base.range },
      },
    );
  }
}

/** Appends; an item with a key that is there already takes its place. */
function unique(base: SequenceNode, later: SequenceNode, key: ItemKey): SequenceNode {
  const items: SpecNode[] = [];
  const places = new Map<string, number>();
  for (const item of [...base.items, ...later.items]) {
    const name = key(item);
    const known = name === undefined ? undefined : places.get(name);
    if (known !== undefined) items[known] = { ...item, replaced: items[known]! };
    else {
      if (name !== undefined) places.set(name, items.length);
      items.push(item);
    }
  }
  return { ...base, items };
}

function isNull(node: SpecNode): boolean {
  return node.kind === 'scalar' && node.value === null;
}

function isText(node: SpecNode, text: string | undefined): boolean {
  return node.kind === 'scalar' && node.value === text;
}

function sameDriver(base: SpecNode, later: SpecNode): boolean {
  const [left, right] = [driverOf(base), driverOf(later)];
  return left === undefined || right === undefined || left === right;
}

function driverOf(node: SpecNode): unknown {
  const driver = node.kind === 'mapping' ? node.entries.get('driver')?.value : undefined;
  return driver?.kind === 'scalar' && driver.value !== null ? driver.value : undefined;
}
