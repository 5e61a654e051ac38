/** `include`: another spec, complete with its own directory and variables, whose members become members of this one. */
import { dirname, resolve } from 'node:path';
import type { SourceRange } from '../diagnostic.js';
import type { EnvFile } from '../env-files.js';
import type { Findings } from '../findings.js';
import type { MappingNode, SpecNode } from '../node.js';
import { equalNodes } from './equal-nodes.js';
import {
  childOf,
  containersKey,
  memberName,
  namedSections,
  textOf,
  withChild,
  withContainersAs,
} from './sections.js';

/** One item of `include`, paths absolute. */
export interface Included {
  /** Each laid over those before it. */
  files: { path: string; range: SourceRange }[];
  directory: string;
  envFiles: EnvFile[];
  range: SourceRange;
}

/** The items of `include`; one that the schema refuses is left to it. @param directory where relative paths start */
export function includedBy(tree: SpecNode, directory: string): Included[] {
  const list = childOf(tree, 'include');
  if (list?.kind !== 'sequence') return [];
  return list.items.flatMap(item => {
    const files = textsOf(item.kind === 'mapping' ? childOf(item, 'path') : item).map(({ text, range }) => ({
      path: resolve(directory, text),
      range,
    }));
    if (files.length === 0) return [];
    const own = textOf(childOf(item, 'project_directory'));
    const base = own === undefined ? dirname(files[0]!.path) : resolve(directory, own);
    const named = textsOf(childOf(item, 'env_file'));
    const envFiles =
      named.length > 0
        ? named.map(({ text }) => ({ path: resolve(directory, text), optional: false }))
        : [{ path: resolve(base, '.env'), optional: true }];
    return [{ files, directory: base, envFiles, range: item.range }];
  });
}

function textsOf(node: SpecNode | undefined): { text: string; range: SourceRange }[] {
  const items = node?.kind === 'sequence' ? node.items : node ? [node] : [];
  return items.flatMap(item => {
    const text = textOf(item);
    return text === undefined ? [] : [{ text, range: item.range }];
  });
}

/** The members of an included spec beside those of the tree. A name that both have is an error unless they are equal. */
export function importMembers(
  tree: SpecNode,
  included: SpecNode,
  findings: Findings,
  shown: (path: string) => string,
): SpecNode {
  let result = tree;
  const source = withContainersAs(included, containersKey(tree));
  for (const section of namedSections) {
    const from = childOf(source, section);
    if (from?.kind !== 'mapping') continue;
    const own = childOf(result, section);
    if (own && own.kind !== 'mapping') {
      if (own.kind === 'scalar' && own.value === null) result = withChild(result, section, from);
      continue;
    }
    const entries: MappingNode['entries'] = new Map(own?.entries);
    for (const [name, entry] of from.entries) {
      const known = entries.get(name);
      if (!known) entries.set(name, entry);
      else if (!equalNodes(known.value, entry.value)) {
        findings.errorAt(
          'duplicate',
          [section, name],
          entry.key,
          `the ${memberName(section)} "${name}" of the included ${shown(entry.key.file)} is another one than that of ${shown(known.key.file)}`,
          {
            related: { message: `"${name}" is defined`, range: known.key },
            hint: 'give one of them another name; to change an included one, lay a file over all with -f',
          },
        );
      }
    }
    result = withChild(result, section, { ...(own ?? from), entries });
  }
  const links = childOf(source, 'links');
  if (links?.kind !== 'sequence') return result;
  const own = childOf(result, 'links');
  const before = own?.kind === 'sequence' ? own.items : [];
  return withChild(result, 'links', { ...links, items: [...before, ...links.items] });
}
