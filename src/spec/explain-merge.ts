/** From which file each value of the merged spec came, and what it has taken the place of. */
import { assembleLayers, type Sources } from './assemble/assemble.js';
import { containersKey } from './assemble/sections.js';
import { type SourceRange, SpecFailure, sortDiagnostics } from './diagnostic.js';
import { Findings } from './findings.js';
import type { Inputs } from './inputs.js';
import type { SpecNode } from './node.js';

interface PlacedValue {
  /** As JSON. */
  value: string;
  range: SourceRange;
}

export interface Origin extends PlacedValue {
  /** Keys and indexes joined with dots. */
  path: string;
  /** True: this file has taken the path out with `!reset`. */
  removed: boolean;
  /** What earlier files had there, the latest first. */
  replaced: PlacedValue[];
}

/**
 * Every value at and below a path, in the order of the spec; none when there is no such path.
 *
 * @param path such as `containers.web.ports`, or `web.ports` for short; empty = everything
 * @throws SpecFailure when the files cannot be merged
 */
export function explainMerge(inputs: Inputs, path: string, sources: Sources): Origin[] {
  const findings = new Findings();
  const tree = assembleLayers(inputs, findings, sources);
  if (findings.failed) throw new SpecFailure(sortDiagnostics(findings.diagnostics), 65);
  const steps = path === '' ? [] : path.split('.');
  const found = find(tree, steps) ?? find(tree, [containersKey(tree), ...steps]);
  return found ? originsOf(found.node, found.path) : [];
}

function find(root: SpecNode, steps: readonly string[]): { node: SpecNode; path: string[] } | undefined {
  let node = root;
  const path: string[] = [];
  for (const [index, step] of steps.entries()) {
    const key =
      index === 0 && step === 'services' && containersKey(root) === 'containers' ? 'containers' : step;
    const next = node.kind === 'mapping' ? node.entries.get(key)?.value : undefined;
    const item = node.kind === 'sequence' ? node.items[Number(step)] : undefined;
    if (!next && !item) return undefined;
    node = (next ?? item)!;
    path.push(key);
  }
  return { node, path };
}

function originsOf(node: SpecNode, path: readonly string[]): Origin[] {
  const below =
    node.tag === 'reset'
      ? []
      : node.kind === 'mapping'
        ? [...node.entries].flatMap(([key, { value }]) => originsOf(value, [...path, key]))
        : node.kind === 'sequence'
          ? node.items.flatMap((item, index) => originsOf(item, [...path, String(index)]))
          : [];
  // A list or mapping is explained by what is in it, unless it has replaced another one as a whole.
  if (below.length > 0 && !node.replaced) return below;
  const own: Origin = {
    path: path.join('.'),
    ...placed(node),
    removed: node.tag === 'reset',
    replaced: earlier(node),
  };
  return [own];
}

function earlier({ replaced }: SpecNode): PlacedValue[] {
  if (!replaced) return [];
  return [...(replaced.tag === 'reset' ? [] : [placed(replaced)]), ...earlier(replaced)];
}

function placed(node: SpecNode): PlacedValue {
  return { value: JSON.stringify(plain(node)), range: node.range };
}

function plain(node: SpecNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'sequence') return node.items.map(plain);
  return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, plain(value)]));
}
