/** The tree as plain data, and the place of every path a user wrote. */
import type { Position } from '../../model/project.js';
import type { MappingNode, SpecNode } from '../node.js';

/** In positions, `services` is called `containers`; a key's place is the key, an item's place the item. */
export function flatten(root: SpecNode): { value: unknown; positions: Record<string, Position> } {
  const positions: Record<string, Position> = {};
  const value = root.kind === 'mapping' ? mapping(root, '') : scalarOrItems(root, '');
  return { value, positions };

  function convert(node: SpecNode, path: string): unknown {
    return node.kind === 'mapping' ? mapping(node, `${path}.`) : scalarOrItems(node, `${path}.`);
  }

  function mapping(node: MappingNode, prefix: string): unknown {
    const result = {} as Record<string, unknown>;
    for (const [key, { key: range, value }] of node.entries) {
      const path = prefix === '' && key === 'services' ? 'containers' : prefix + key;
      positions[path] = { file: range.file, line: range.line, column: range.column };
      result[key] = convert(value, path);
    }
    return result;
  }

  function scalarOrItems(node: Exclude<SpecNode, MappingNode>, prefix: string): unknown {
    if (node.kind === 'scalar') return node.value;
    return node.items.map((item, index) => {
      const { file, line, column } = item.range;
      positions[prefix + index] = { file, line, column };
      return convert(item, prefix + index);
    });
  }
}
