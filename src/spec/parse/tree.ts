/**
 * The parser's nodes to ours: aliases and merge keys resolved, duplicate and dangerous keys refused, size bounded.
 * Nodes are shared in the parser's tree, so a bomb of aliases is small until somebody walks it: it is weighed first.
 */
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  parse,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { ExitCode } from '../../model/problem.js';
import { type Diagnostic, quote, type SourceRange, SpecFailure } from '../diagnostic.js';
import type { MappingNode, SpecNode } from '../node.js';
import { resolveAliases } from './aliases.js';

/** Setting them on an ordinary object reaches Object.prototype: CVE-2025-64718 and its kin. */
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

/** @throws SpecFailure */
export function buildTree(document: Document.Parsed, lines: LineCounter, file: string): SpecNode {
  const diagnostics: Diagnostic[] = [];
  const built = new Map<Node, SpecNode>();
  const fail = (
    code: Diagnostic['code'],
    message: string,
    range: SourceRange,
    more: Partial<Diagnostic> = {},
  ) => diagnostics.push({ code, severity: 'error', message, range, ...more });

  const { aliases, refused } = resolveAliases(document, rangeOf);
  if (refused) throw new SpecFailure([refused], ExitCode.invalidSpec);
  const root = document.contents ? build(document.contents) : emptyMapping();
  if (diagnostics.length > 0) throw new SpecFailure(diagnostics, ExitCode.invalidSpec);
  return root;

  function build(node: Node): SpecNode {
    const source = aliases.get(node) ?? node;
    const known = built.get(source);
    if (known) return known;
    const result = convert(source);
    if (source.tag === '!reset' || source.tag === '!override') {
      result.tag = source.tag === '!reset' ? 'reset' : 'override';
    }
    built.set(source, result);
    return result;
  }

  function convert(node: Node): SpecNode {
    const range = rangeOf(node);
    if (isMap(node)) return mapping(node, range);
    if (isSeq(node)) return { kind: 'sequence', items: node.items.map(item => build(item as Node)), range };
    const value = isScalar(node) ? plainValue(node) : null;
    const source = isScalar(node) ? (node.source ?? '') : '';
    if (
      value === null ||
      typeof value === 'string' ||
      typeof value === 'number' ||
      typeof value === 'boolean'
    ) {
      return { kind: 'scalar', value, source, range };
    }
    return { kind: 'scalar', value: source, source, range };
  }

  /** An unknown tag makes a text of everything, but `!override 5` is the number. */
  function plainValue(node: Scalar): unknown {
    const tagged = node.tag !== undefined && node.type === 'PLAIN' && node.source !== undefined;
    return tagged ? parse(node.source!) : node.value;
  }

  function mapping(node: YAMLMap, range: SourceRange): MappingNode {
    const result: MappingNode = { kind: 'mapping', entries: new Map(), range };
    const merged: Node[] = [];
    for (const pair of node.items) {
      const keyNode = pair.key as Node;
      const keyRange = rangeOf(keyNode);
      if (!isScalar(keyNode) || typeof keyNode.value !== 'string') {
        fail('syntax', 'a key is not a text', keyRange, { hint: 'quote the key' });
        continue;
      }
      const key = keyNode.value;
      const value = pair.value ? build(pair.value as Node) : emptyScalar(keyRange);
      if (key === '<<' && keyNode.type === 'PLAIN') {
        if (pair.value) merged.push(pair.value as Node);
      } else if (forbiddenKeys.has(key)) {
        fail('forbidden-key', `the key ${quote(key)} is not allowed`, keyRange);
      } else if (result.entries.has(key)) {
        const first = result.entries.get(key)!.key;
        fail('duplicate-key', `duplicate key ${quote(key)}`, keyRange, {
          related: { message: `first defined on line ${first.line}`, range: first },
        });
      } else result.entries.set(key, { key: keyRange, value });
    }
    for (const source of merged) merge(result, source);
    return result;
  }

  /** Merge keys add what is missing; of several sources the first wins (yaml.org/type/merge). */
  function merge(target: MappingNode, node: Node): void {
    const source = build(node);
    for (const each of source.kind === 'sequence' ? source.items : [source]) {
      if (each.kind !== 'mapping') {
        fail('syntax', 'the merge key `<<` takes a mapping or a list of mappings', rangeOf(node));
        continue;
      }
      for (const [key, entry] of each.entries) if (!target.entries.has(key)) target.entries.set(key, entry);
    }
  }

  function rangeOf(node: Node): SourceRange {
    if (!node.range) return { file, line: 1, column: 1 };
    const [from, to] = node.range;
    const start = lines.linePos(from);
    const range: SourceRange = { file, line: start.line, column: start.col };
    // Lines count from 1, so this is where the next one starts; the last line has none after it.
    const nextLine = lines.lineStarts[start.line] ?? Number.POSITIVE_INFINITY;
    if (isScalar(node) && to > from && to < nextLine) range.endColumn = start.col + to - from;
    return range;
  }

  function emptyMapping(): MappingNode {
    return { kind: 'mapping', entries: new Map(), range: { file, line: 1, column: 1 } };
  }

  function emptyScalar(range: SourceRange): SpecNode {
    return { kind: 'scalar', value: null, source: '', range };
  }
}
