/** `extends`: a container is laid over another one, of this file, of one before it, or of a file of its own. */
import { resolve } from 'node:path';
import type { SourceRange } from '../diagnostic.js';
import type { Findings } from '../findings.js';
import { merge } from '../merge/merge.js';
import type { MappingNode, SpecNode } from '../node.js';
import { suggestion } from '../suggest.js';
import { childOf, containersKey, textOf, withChild } from './sections.js';

/** A container in its file. */
interface Member {
  file: string;
  name: string;
  /** The file's tree, in which the others are found. */
  tree: SpecNode;
}

export interface ExtendsContext {
  findings: Findings;
  /** Where relative paths of the file start; those of other files are absolute already. */
  directory: string;
  /** A path as a message names it. */
  shown(path: string): string;
  /** What the files before this one have come to; a base may be there. */
  before: SpecNode | undefined;
  /** Another file with its own paths absolute; undefined when it cannot be had, which is then reported. */
  loadFile(path: string, asked: SourceRange): SpecNode | undefined;
}

/** Longer than any chain that a person follows. */
const longestChain = 16;

/** Every container of the file with what it extends put under it. */
export function applyExtends(tree: SpecNode, file: string, context: ExtendsContext): SpecNode {
  const key = containersKey(tree);
  const containers = childOf(tree, key);
  if (containers?.kind !== 'mapping') return tree;
  const done = new Map<SpecNode, SpecNode>();
  const entries: MappingNode['entries'] = new Map();
  for (const [name, entry] of containers.entries) {
    const value = resolved({ file, name, tree }, entry.value, []);
    entries.set(name, value === entry.value ? entry : { key: entry.key, value });
  }
  const changed = [...entries].some(([name, entry]) => entry !== containers.entries.get(name));
  return changed ? withChild(tree, key, { ...containers, entries }) : tree;

  function resolved(member: Member, node: SpecNode, chain: readonly Member[]): SpecNode {
    const wanted = childOf(node, 'extends');
    if (wanted === undefined) return node;
    const known = done.get(node);
    if (known) return known;
    const base = baseOf(member, wanted, [...chain, member]);
    const result = base
      ? merge(withoutExtends(base), node, context.findings, ['containers', member.name])
      : node;
    done.set(node, result);
    return result;
  }

  /** Undefined when there is none, which is then reported, or when `extends` has a form that the schema refuses. */
  function baseOf(member: Member, wanted: SpecNode, chain: readonly Member[]): SpecNode | undefined {
    const name = textOf(wanted) ?? textOf(childOf(wanted, 'service'));
    if (name === undefined) return undefined;
    const target = targetOf(member, name, wanted);
    if (!target) return undefined;
    const report = (code: 'cycle' | 'unknown-reference' | 'too-large', message: string) =>
      void context.findings.errorAt(code, pathOf(member), wanted.range, message);
    if (chain.some(each => each.file === target.file && each.name === name)) {
      report('cycle', `\`extends\` goes in a circle: ${[...chain, target].map(link).join(' -> ')}`);
      return undefined;
    }
    if (chain.length >= longestChain) {
      report('too-large', `\`extends\` goes through more than ${longestChain} containers`);
      return undefined;
    }
    const containers = childOf(target.tree, containersKey(target.tree));
    const base = childOf(containers, name);
    if (base) return resolved(target, base, chain);
    const earlier = target.file === file ? baseOfEarlierFiles(name) : undefined;
    if (earlier) return earlier;
    const near = suggestion(name, containers?.kind === 'mapping' ? containers.entries.keys() : []);
    report(
      'unknown-reference',
      `there is no container "${name}" to extend in ${context.shown(target.file)}${near}`,
    );
    return undefined;
  }

  /** Those have been resolved in their turn. */
  function baseOfEarlierFiles(name: string): SpecNode | undefined {
    const { before } = context;
    return before && childOf(childOf(before, containersKey(before)), name);
  }

  function targetOf(member: Member, name: string, wanted: SpecNode): Member | undefined {
    const given = childOf(wanted, 'file');
    const text = textOf(given);
    if (given === undefined || text === undefined) return { ...member, name };
    const path = resolve(context.directory, text);
    if (path === member.file) return { ...member, name };
    const other = context.loadFile(path, given.range);
    return other && { file: path, name, tree: other };
  }

  /** Names suffice while the chain is in one file. */
  function link({ name, file: from }: Member): string {
    return from === file ? name : `${name} (${context.shown(from)})`;
  }
}

function pathOf({ name }: Member): string[] {
  return ['containers', name, 'extends'];
}

/** What a container extends is its own affair: the one that extends it has got everything of it. */
function withoutExtends(node: SpecNode): SpecNode {
  if (node.kind !== 'mapping' || !node.entries.has('extends')) return node;
  const entries = new Map(node.entries);
  entries.delete('extends');
  return { ...node, entries };
}
