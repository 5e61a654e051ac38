/**
 * Resolves aliases and weighs the document as if they were written out, without writing them out: each node is
 * visited once, in document order. (The parser's own `Alias.resolve` searches the document for every alias.)
 */
import { type Document, isAlias, isCollection, isPair, type Node } from 'yaml';
import type { Diagnostic, SourceRange } from '../diagnostic.js';

const maximumNodes = 200_000;
const maximumDepth = 64;

interface Weight {
  nodes: number;
  depth: number;
}

const nothing: Weight = { nodes: 0, depth: 0 };

/**
 * @returns what each alias stands for, and the reason to refuse the document if there is one: an alias without
 * anchor, a cycle, too many nodes or too deep
 */
export function resolveAliases(
  document: Document.Parsed,
  rangeOf: (node: Node) => SourceRange,
): { aliases: Map<Node, Node>; refused?: Diagnostic } {
  const aliases = new Map<Node, Node>();
  const anchors = new Map<string, Node>();
  const weights = new Map<Node, Weight>();
  let refused: Diagnostic | undefined;
  if (document.contents) visit(document.contents, 1);
  return { aliases, ...(refused && { refused }) };

  function visit(node: Node, level: number): Weight {
    if (refused) return nothing;
    if (isAlias(node)) return follow(node, level);
    if (level > maximumDepth) return refuse(`nested deeper than ${maximumDepth} levels`, node);
    if ('anchor' in node && node.anchor) anchors.set(node.anchor as string, node);
    const weight: Weight = { nodes: 1, depth: 1 };
    if (isCollection(node)) {
      for (const item of node.items) {
        for (const child of isPair(item) ? [item.key, item.value] : [item]) {
          if (!child) continue;
          const { nodes, depth } = visit(child as Node, level + 1);
          weight.nodes += nodes;
          weight.depth = Math.max(weight.depth, depth + 1);
        }
      }
    }
    if (weight.nodes > maximumNodes) {
      return refuse('excessive aliasing: more than 200,000 nodes once aliases are written out', node);
    }
    weights.set(node, weight);
    return weight;
  }

  function follow(alias: Node & { source: string }, level: number): Weight {
    const target = anchors.get(alias.source);
    if (!target) return refuse(`no anchor "&${alias.source}" stands before this alias`, alias, 'syntax');
    const weight = weights.get(target);
    // Its walk has begun and not ended: the alias stands inside of its own anchor.
    if (!weight) return refuse(`the anchor "&${alias.source}" contains itself`, alias);
    if (level + weight.depth - 1 > maximumDepth)
      return refuse(`nested deeper than ${maximumDepth} levels`, alias);
    aliases.set(alias, target);
    return weight;
  }

  function refuse(message: string, node: Node, code: Diagnostic['code'] = 'too-large'): Weight {
    refused ??= { code, severity: 'error', message, range: rangeOf(node) };
    return nothing;
  }
}
