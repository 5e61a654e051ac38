import type { SpecNode } from '../spec/node.js';
import type { SourceText } from './source-text.js';

/** The names of all profiles that containers of the files belong to, as they are written. */
export function profilesIn(texts: Iterable<Pick<SourceText, 'tree'>>): Set<string> {
  const names = new Set<string>();
  for (const { tree } of texts) {
    for (const key of ['containers', 'services']) {
      for (const container of members(member(tree, key))) {
        for (const item of items(member(container, 'profiles'))) {
          if (item.kind === 'scalar' && item.value !== null) names.add(String(item.value));
        }
      }
    }
  }
  return names;
}

function member(node: SpecNode | undefined, key: string): SpecNode | undefined {
  return node?.kind === 'mapping' ? node.entries.get(key)?.value : undefined;
}

function members(node: SpecNode | undefined): SpecNode[] {
  return node?.kind === 'mapping' ? [...node.entries.values()].map(each => each.value) : [];
}

function items(node: SpecNode | undefined): SpecNode[] {
  return node?.kind === 'sequence' ? node.items : [];
}
