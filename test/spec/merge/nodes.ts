/** Trees from text and back to plain data, for tests of the merge. */
import { Findings } from '../../../src/spec/findings.js';
import { merge } from '../../../src/spec/merge/merge.js';
import { settle } from '../../../src/spec/merge/settle.js';
import type { SpecNode } from '../../../src/spec/node.js';
import { parseSpec } from '../../../src/spec/parse/parse.js';

export function tree(text: string, file = 'a.yaml'): SpecNode {
  return parseSpec(text, file);
}

/** What a tree says. */
export function plain(node: SpecNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'sequence') return node.items.map(plain);
  return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, plain(value)]));
}

/** The merge of several texts, or the messages about what cannot be merged. */
export function merged(...texts: string[]): unknown {
  const findings = new Findings();
  const [first, ...rest] = texts.map((text, index) => tree(text, `${index}.yaml`));
  const result = settle(rest.reduce((base, each) => merge(base, each, findings), first!));
  return findings.failed ? findings.diagnostics.map(each => each.message) : plain(result);
}

/** The merge of two values of one key of a container. */
export function mergedKey(key: string, base: string, later: string): unknown {
  const spec = (value: string) => `containers:\n  web:\n    ${key}: ${value}\n`;
  const result = merged(spec(base), spec(later));
  if (Array.isArray(result)) return result;
  return (result as { containers: { web: Record<string, unknown> } }).containers.web[key];
}
