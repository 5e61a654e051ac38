/** Reading a parsed file of another program: texts, lists and plain values out of nodes that know their places. */
import { ExitCode } from '../model/problem.js';
import { type DiagnosticCode, type SourceRange, SpecFailure } from '../spec/diagnostic.js';
import type { MappingNode, SpecNode } from '../spec/node.js';
import type { YamlValue } from '../spec/print/yaml.js';

/** A part of the spec while it is put together. */
export type Draft = Record<string, YamlValue>;

/** A key with its value, and where the key stands. */
export interface Entry {
  key: string;
  at: SourceRange;
  value: SpecNode;
}

/** The keys of a mapping; none of what is empty or no mapping. */
export function entriesOf(node: SpecNode | undefined): Entry[] {
  if (node?.kind !== 'mapping') return [];
  return [...node.entries].map(([key, { key: at, value }]) => ({ key, at, value }));
}

/** The value of a key of a mapping. */
export function childOf(node: SpecNode | undefined, key: string): SpecNode | undefined {
  return node?.kind === 'mapping' ? node.entries.get(key)?.value : undefined;
}

/** A scalar as it was written, without quotation marks; undefined for what is empty or no scalar. */
export function textOf(node: SpecNode | undefined): string | undefined {
  if (node?.kind !== 'scalar' || node.value === null) return undefined;
  return typeof node.value === 'string' ? node.value : node.source;
}

/** A scalar as a list of one, a list as itself. */
export function listOf(node: SpecNode | undefined): SpecNode[] {
  if (node?.kind === 'sequence') return node.items;
  return node && textOf(node) !== undefined ? [node] : [];
}

/** The texts of a scalar or a list. */
export function textsOf(node: SpecNode | undefined): string[] {
  return listOf(node).flatMap(each => textOf(each) ?? []);
}

/** `true`, in each of the ways to write it; what holds a variable is not known to be true. */
export function isTrue(node: SpecNode | undefined): boolean {
  return /^(true|yes|on|y)$/i.test(textOf(node) ?? '');
}

/** Pairs of a mapping, or of a list of `KEY=VALUE`. */
export function pairsOf(
  node: SpecNode | undefined,
): { key: string; value: string | undefined; at: SourceRange }[] {
  if (node?.kind === 'mapping') {
    return entriesOf(node).map(({ key, at, value }) => ({ key, value: textOf(value), at }));
  }
  return listOf(node).map(item => {
    const text = textOf(item) ?? '';
    const separator = text.indexOf('=');
    const key = separator < 0 ? text : text.slice(0, separator);
    return { key, value: separator < 0 ? undefined : text.slice(separator + 1), at: item.range };
  });
}

/** The node as plain data. A number whose text says more than its value (`1.10`, `0440`) stays a text. */
export function plain(node: SpecNode): YamlValue {
  if (node.kind === 'sequence') return node.items.map(plain);
  if (node.kind === 'mapping')
    return Object.fromEntries(entriesOf(node).map(({ key, value }) => [key, plain(value)]));
  if (typeof node.value === 'number' && String(node.value) !== node.source) return node.source;
  return node.value;
}

/** @throws SpecFailure unless the node is a mapping (an empty one may be left out) */
export function mappingOf(node: SpecNode, what: string): MappingNode {
  if (node.kind === 'mapping') return node;
  if (node.kind === 'scalar' && node.value === null) {
    return { kind: 'mapping', entries: new Map(), range: node.range };
  }
  throw fault('wrong-type', node.range, `${what} is not a mapping`);
}

/** The end of an import: the file is not of its program's grammar. */
export function fault(code: DiagnosticCode, range: SourceRange, message: string, hint?: string): SpecFailure {
  const diagnostic = {
    code,
    severity: 'error',
    message,
    range,
    ...(hint !== undefined && { hint }),
  } as const;
  return new SpecFailure([diagnostic], ExitCode.invalidSpec);
}
