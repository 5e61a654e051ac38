import type { SpecNode } from '../node.js';

/** True when two trees say the same, wherever they stand; the order of keys does not count. */
export function equalNodes(left: SpecNode, right: SpecNode): boolean {
  if (left === right) return true;
  if (left.kind === 'scalar') return right.kind === 'scalar' && left.value === right.value;
  if (left.kind === 'sequence') {
    return (
      right.kind === 'sequence' &&
      left.items.length === right.items.length &&
      left.items.every((item, index) => equalNodes(item, right.items[index]!))
    );
  }
  if (right.kind !== 'mapping' || left.entries.size !== right.entries.size) return false;
  return [...left.entries].every(([key, { value }]) => {
    const other = right.entries.get(key);
    return other !== undefined && equalNodes(value, other.value);
  });
}
