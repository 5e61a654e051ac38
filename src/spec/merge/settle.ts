import type { SpecNode } from '../node.js';

/** The end of merging: what was reset is taken out, and no tag is left. Unchanged parts are shared with the given tree. */
export function settle(node: SpecNode): SpecNode {
  const bare = node.tag ? withoutTag(node) : node;
  if (bare.kind === 'mapping') {
    let changed = false;
    const entries: typeof bare.entries = new Map();
    for (const [key, entry] of bare.entries) {
      const value = entry.value.tag === 'reset' ? undefined : settle(entry.value);
      changed ||= value !== entry.value;
      if (value) entries.set(key, value === entry.value ? entry : { key: entry.key, value });
    }
    return changed ? { ...bare, entries } : bare;
  }
  if (bare.kind === 'sequence') {
    const items = bare.items.filter(each => each.tag !== 'reset').map(settle);
    const same =
      items.length === bare.items.length && items.every((each, index) => each === bare.items[index]);
    return same ? bare : { ...bare, items };
  }
  return bare;
}

function withoutTag(node: SpecNode): SpecNode {
  const { tag: _tag, ...rest } = node;
  return rest;
}
