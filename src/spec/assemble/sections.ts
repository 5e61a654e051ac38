/** The named things of a spec as nodes. */
import type { MappingNode, SpecNode } from '../node.js';

/** Sections whose members have names that two files may both use. */
export const namedSections = ['networks', 'containers', 'services', 'volumes', 'configs', 'secrets'] as const;

const singular: Record<string, string> = {
  networks: 'network',
  containers: 'container',
  services: 'container',
  volumes: 'volume',
  configs: 'config',
  secrets: 'secret',
};

/** What a member of the section is called. */
export function memberName(section: string): string {
  return singular[section]!;
}

/** The member of a mapping; undefined for other nodes. */
export function childOf(node: SpecNode | undefined, key: string): SpecNode | undefined {
  return node?.kind === 'mapping' ? node.entries.get(key)?.value : undefined;
}

/** The word that the file uses for its containers. */
export function containersKey(root: SpecNode): 'containers' | 'services' {
  const uses = (key: string) => root.kind === 'mapping' && root.entries.has(key);
  return !uses('containers') && uses('services') ? 'services' : 'containers';
}

/** The same file with its containers under the word that another one uses; one that uses both words is left as it is. */
export function withContainersAs(root: SpecNode, key: 'containers' | 'services'): SpecNode {
  const own = containersKey(root);
  if (root.kind !== 'mapping' || own === key || !root.entries.has(own) || root.entries.has(key)) return root;
  const entries: MappingNode['entries'] = new Map();
  for (const [name, entry] of root.entries) entries.set(name === own ? key : name, entry);
  return { ...root, entries };
}

/** A mapping with one member changed or added; of a node that is none, nothing. */
export function withChild(root: SpecNode, key: string, value: SpecNode): SpecNode {
  if (root.kind !== 'mapping') return root;
  const entries = new Map(root.entries);
  entries.set(key, { key: root.entries.get(key)?.key ?? value.range, value });
  return { ...root, entries };
}

/** The text of a scalar that is one. */
export function textOf(node: SpecNode | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}
