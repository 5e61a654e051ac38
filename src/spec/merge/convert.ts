/** Other forms of the same value, so that a short form can be merged with a long one. */
import type { MappingNode, ScalarNode, SequenceNode, SpecNode } from '../node.js';

/** A list of `KEY=VALUE` as a mapping; undefined when an item is no text. A bare `KEY` has no value. */
export function pairsToMapping(node: SpecNode): MappingNode | undefined {
  if (node.kind === 'mapping') return node;
  if (node.kind !== 'sequence') return undefined;
  const entries: MappingNode['entries'] = new Map();
  for (const item of node.items) {
    if (item.kind !== 'scalar' || typeof item.value !== 'string') return undefined;
    const separator = item.value.indexOf('=');
    const key = separator < 0 ? item.value : item.value.slice(0, separator);
    const value = separator < 0 ? null : item.value.slice(separator + 1);
    entries.set(key, { key: item.range, value: scalar(value, item) });
  }
  return { kind: 'mapping', entries, range: node.range };
}

/** A mapping of names to one value or several as a list of `NAME=VALUE`. */
export function mappingToPairs(node: SpecNode): SequenceNode | undefined {
  if (node.kind === 'sequence') return node;
  if (node.kind !== 'mapping') return undefined;
  const items = [...node.entries].flatMap(([key, { value }]) =>
    (value.kind === 'sequence' ? value.items : [value]).map(each =>
      each.kind === 'scalar' ? scalar(`${key}=${String(each.value ?? '')}`, each) : each,
    ),
  );
  return { kind: 'sequence', items, range: node.range };
}

/** A list of names as a mapping of each to `implied`; undefined when an item is no text. */
export function namesToMapping(
  node: SpecNode,
  implied: Record<string, string | boolean>,
): MappingNode | undefined {
  if (node.kind === 'mapping') return node;
  if (node.kind !== 'sequence') return undefined;
  const entries: MappingNode['entries'] = new Map();
  for (const item of node.items) {
    if (item.kind !== 'scalar' || typeof item.value !== 'string') return undefined;
    const members: MappingNode['entries'] = new Map(
      Object.entries(implied).map(([key, value]) => [key, { key: item.range, value: scalar(value, item) }]),
    );
    const value: SpecNode =
      members.size === 0 ? scalar(null, item) : { kind: 'mapping', entries: members, range: item.range };
    entries.set(item.value, { key: item.range, value });
  }
  return { kind: 'mapping', entries, range: node.range };
}

/** One item or a list of them as a list; undefined for a mapping. */
export function toSequence(node: SpecNode): SequenceNode | undefined {
  if (node.kind === 'sequence') return node;
  return node.kind === 'scalar' ? { kind: 'sequence', items: [node], range: node.range } : undefined;
}

/** One text as a mapping with the key that it stands for. */
export function shortToMapping(node: SpecNode, key: string): MappingNode | undefined {
  if (node.kind === 'mapping') return node;
  if (node.kind !== 'scalar') return undefined;
  const entries: MappingNode['entries'] = new Map([[key, { key: node.range, value: node }]]);
  return { kind: 'mapping', entries, range: node.range };
}

function scalar(value: ScalarNode['value'], at: SpecNode): ScalarNode {
  return { kind: 'scalar', value, source: String(value ?? ''), range: at.range };
}
