/** A parsed file as a tree in which every key and value knows its place. Aliases are resolved: a subtree may occur twice. */
import type { SourceRange } from './diagnostic.js';

export type SpecNode = ScalarNode | MappingNode | SequenceNode;

/** What a tag asks of the merge: `!reset` takes the path out, `!override` puts this value in the place of all before. */
type MergeTag = 'reset' | 'override';

interface Merged {
  tag?: MergeTag;
  /** What an earlier file had in this place, and this node has taken the place of. */
  replaced?: SpecNode;
}

export interface ScalarNode extends Merged {
  kind: 'scalar';
  value: string | number | boolean | null;
  /** As written, without quotation marks: `1.10` and `010` are numbers whose text matters. */
  source: string;
  range: SourceRange;
}

export interface MappingNode extends Merged {
  kind: 'mapping';
  entries: Map<string, { key: SourceRange; value: SpecNode }>;
  range: SourceRange;
}

export interface SequenceNode extends Merged {
  kind: 'sequence';
  items: SpecNode[];
  range: SourceRange;
}

/** Keys of mappings and indexes of sequences from the root. */
export type Path = readonly (string | number)[];

/** What stands at the path, or at its nearest parent that exists; `key` is absent for items and the root. */
export function locate(
  root: SpecNode,
  path: Path,
): { key?: SourceRange; value: SourceRange; node: SpecNode } {
  let found: ReturnType<typeof locate> = { value: root.range, node: root };
  for (const step of path) {
    const { node } = found;
    if (node.kind === 'mapping') {
      const entry = node.entries.get(String(step));
      if (!entry) break;
      found = { key: entry.key, value: entry.value.range, node: entry.value };
    } else if (node.kind === 'sequence') {
      const item = node.items[Number(step)];
      if (!item) break;
      found = { value: item.range, node: item };
    } else break;
  }
  return found;
}
