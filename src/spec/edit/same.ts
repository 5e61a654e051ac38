/** Whether two texts say the same: a formatter that is wrong about some rare corner of YAML must not touch the file. */
import type { SpecNode } from '../node.js';
import { parseSpec } from '../parse/parse.js';
import { atomsOf } from './atoms.js';

/** True when values, their spelling and all comments are equal. False as well when one of them is not well-formed. */
export function saysTheSame(before: string, after: string): boolean {
  try {
    return (
      isEqual(parseSpec(before, 'before'), parseSpec(after, 'after')) &&
      commentsOf(before).join('\n') === commentsOf(after).join('\n')
    );
  } catch {
    return false;
  }
}

function isEqual(left: SpecNode, right: SpecNode): boolean {
  if (left.kind === 'scalar') return right.kind === 'scalar' && left.value === right.value;
  if (left.kind === 'sequence') {
    if (right.kind !== 'sequence' || left.items.length !== right.items.length) return false;
    return left.items.every((item, index) => isEqual(item, right.items[index]!));
  }
  if (right.kind !== 'mapping' || left.entries.size !== right.entries.size) return false;
  const others = [...right.entries];
  return [...left.entries].every(([key, { value }], index) => {
    const [otherKey, other] = others[index]!;
    return key === otherKey && isEqual(value, other.value);
  });
}

function commentsOf(text: string): string[] {
  return atomsOf(text.replaceAll('\r\n', '\n'))
    .filter(atom => atom.kind === 'comment')
    .map(atom => atom.text.trimEnd());
}
