/**
 * A spec file as it is written: comments and anchors, which no parsed value has, and the extent of keys and values. The
 * lexer is asked and not a pattern, because a `#` in a text or a block is no comment.
 */
import { Lexer } from 'yaml';
import { type SourceRange, SpecFailure } from '../spec/diagnostic.js';
import type { SpecNode } from '../spec/node.js';
import { parseSpec } from '../spec/parse/parse.js';

export interface Comment {
  /** From the `#` on. */
  text: string;
  range: SourceRange;
  /** Nothing else stands on its line. */
  alone: boolean;
  /** Before the first key. */
  inHead: boolean;
}

export interface Anchor {
  name: string;
  range: SourceRange;
  used: boolean;
}

export interface SourceText {
  file: string;
  comments: Comment[];
  anchors: Anchor[];
  /** Undefined for a file that is part of the spec and no YAML. */
  tree: SpecNode | undefined;
  /** What begins at a line and column: the extent of the key or item, and its value. */
  nodeAt(line: number, column: number): { range: SourceRange; value: SpecNode } | undefined;
}

/** Marks of the lexer that are not part of the text; after `scalar` comes one, whatever it begins with. */
const marks = { document: '\u0002', flowEnd: '\u0018', scalar: '\u001f' };

export function readSourceText(file: string, text: string): SourceText {
  const tree = treeOf(file, text);
  const index = new Map<string, { range: SourceRange; value: SpecNode }>();
  if (tree) fillIndex(tree, index, new Set());
  return { file, tree, ...lex(file, text), nodeAt: (line, column) => index.get(`${line}:${column}`) };
}

function treeOf(file: string, text: string): SpecNode | undefined {
  try {
    return parseSpec(text, file);
  } catch (error) {
    if (error instanceof SpecFailure) return undefined;
    throw error;
  }
}

function lex(file: string, text: string): Pick<SourceText, 'comments' | 'anchors'> {
  const comments: Comment[] = [];
  const anchors: Anchor[] = [];
  let line = 1;
  let column = 1;
  let inHead = true;
  let blankLine = true;
  let isScalar = false;
  for (const token of new Lexer().lex(text)) {
    if (!isScalar && (token === marks.document || token === marks.flowEnd)) continue;
    if (!isScalar && token === marks.scalar) {
      isScalar = true;
      continue;
    }
    const range = { file, line, column, endColumn: column + token.length };
    const kind = isScalar ? 'scalar' : token[0];
    if (kind === '#') comments.push({ text: token, range, alone: blankLine, inHead });
    else if (kind === '&') anchors.push({ name: token.slice(1), range, used: false });
    else if (kind === '*') {
      // A name may be given twice; the nearest before it is meant.
      const anchor = anchors.findLast(each => each.name === token.slice(1));
      if (anchor) anchor.used = true;
    }
    if (kind !== '#' && token.trim() !== '') {
      inHead = false;
      blankLine = false;
    }
    const newlines = token.split('\n').length - 1;
    line += newlines;
    column = newlines > 0 ? token.length - token.lastIndexOf('\n') : column + token.length;
    if (newlines > 0) blankLine = token.slice(token.lastIndexOf('\n')).trim() === '';
    isScalar = false;
  }
  return { comments, anchors };
}

/** Keys before what they hold: the first key of a mapping in a list begins where the item does. */
function fillIndex(
  node: SpecNode,
  index: Map<string, { range: SourceRange; value: SpecNode }>,
  seen: Set<SpecNode>,
): void {
  // Aliases share their nodes.
  if (seen.has(node)) return;
  seen.add(node);
  const put = (range: SourceRange, value: SpecNode) =>
    index.set(`${range.line}:${range.column}`, { range, value });
  if (node.kind === 'sequence') {
    for (const item of node.items) {
      put(item.range, item);
      fillIndex(item, index, seen);
    }
  } else if (node.kind === 'mapping') {
    for (const { key, value } of node.entries.values()) {
      fillIndex(value, index, seen);
      put(key, value);
    }
  }
}
