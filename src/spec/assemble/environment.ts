/** A bare variable of an included container is taken from the variables of its own spec. */
import type { Lookup } from '../interpolate/template.js';
import type { MappingNode, ScalarNode, SpecNode } from '../node.js';
import { childOf, containersKey, withChild } from './sections.js';

/** Gives each `NAME` without a value in `environment` the value that it has for the included spec, if it has one. */
export function fillBareVariables(tree: SpecNode, lookup: Lookup): SpecNode {
  const key = containersKey(tree);
  const containers = childOf(tree, key);
  if (containers?.kind !== 'mapping') return tree;
  const entries: MappingNode['entries'] = new Map();
  for (const [name, entry] of containers.entries) {
    const environment = childOf(entry.value, 'environment');
    const value = environment ? withChild(entry.value, 'environment', filled(environment)) : entry.value;
    entries.set(name, { key: entry.key, value });
  }
  return withChild(tree, key, { ...containers, entries });

  function filled(node: SpecNode): SpecNode {
    if (node.kind === 'sequence') {
      return { ...node, items: node.items.map(item => (item.kind === 'scalar' ? filledItem(item) : item)) };
    }
    if (node.kind !== 'mapping') return node;
    const pairs: MappingNode['entries'] = new Map();
    for (const [name, entry] of node.entries) {
      const { value } = entry;
      const bare = value.kind === 'scalar' && value.value === null ? lookup(name) : undefined;
      pairs.set(
        name,
        bare === undefined ? entry : { key: entry.key, value: { ...value, value: bare } as ScalarNode },
      );
    }
    return { ...node, entries: pairs };
  }

  function filledItem(item: ScalarNode): ScalarNode {
    if (typeof item.value !== 'string' || item.value.includes('=')) return item;
    const value = lookup(item.value);
    return value === undefined ? item : { ...item, value: `${item.value}=${value}` };
  }
}
