/** A spec as text together with the parser's tree, whose nodes know their places in it. */
import {
  type Alias,
  type CST,
  type Document,
  isAlias,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';
import type { SourceRange } from '../diagnostic.js';
import { parseSpec } from '../parse/parse.js';

export interface Source {
  text: string;
  file: string;
  document: Document.Parsed;
  lines: LineCounter;
  /** How its lines end. */
  newline: string;
  /** By how much it is indented, as its first nested collection shows. */
  unit: number;
}

/** @throws SpecFailure when the text is not well-formed */
export function readSource(text: string, file: string): Source {
  // It refuses what is hostile or faulty; the tree for editing is made from texts that it has taken.
  parseSpec(text, file);
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.2',
    stringKeys: true,
    uniqueKeys: false,
    logLevel: 'error',
    keepSourceTokens: true,
    lineCounter: lines,
  }) as Document.Parsed;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  return { text, file, document, lines, newline, unit: unitOf(text, document) };
}

function unitOf(text: string, document: Document.Parsed): number {
  const root = document.contents?.srcToken;
  if (root?.type !== 'block-map') return 2;
  for (const { value } of root.items) {
    if (value?.type === 'block-map') return column(text, value.offset) - column(text, root.offset);
  }
  return 2;
}

/** Characters before it on its line. */
export function column(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

export function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** The start of the next line; the end of the text after the last one. */
export function nextLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
}

/** Where what is written ends: without blanks and comments behind it. A block scalar ends with its last line break. */
export function endOf(token: CST.Token): number {
  if (token.type === 'block-map' || token.type === 'block-seq') {
    let end = token.offset;
    for (const item of token.items) end = Math.max(end, endOfItem(item));
    return end;
  }
  if (token.type === 'flow-collection') return token.end[0]!.offset + 1;
  if (token.type === 'block-scalar') {
    const header = token.props.at(-1)!;
    return header.offset + ('source' in header ? header.source.length : 0) + token.source.length;
  }
  return token.offset + ('source' in token ? token.source.length : 0);
}

function endOfItem({ start, key, sep, value }: CST.CollectionItem): number {
  if (isWritten(value)) return endOf(value!);
  const last = [...start, ...(sep ?? [])].filter(isVisible).at(-1);
  return Math.max(last ? last.offset + last.source.length : 0, key ? endOf(key) : 0);
}

/** Neither blanks nor a comment. */
export function isVisible({ type }: CST.SourceToken): boolean {
  return type !== 'space' && type !== 'newline' && type !== 'comment';
}

/** The parser makes tokens without text for values that are not there. */
export function isWritten(token: CST.Token | null | undefined): boolean {
  return token != null && !('source' in token && token.source === '' && token.type !== 'block-scalar');
}

export function rangeAt({ file, lines }: Source, offset: number): SourceRange {
  const { line, col } = lines.linePos(offset);
  return { file, line: Math.max(1, line), column: Math.max(1, col) };
}

export function rangeOf(source: Source, node: Node): SourceRange {
  return rangeAt(source, node.range?.[0] ?? 0);
}

/** All aliases of an anchor, in the order of the text. */
export function aliasesOf({ document }: Source, anchor: string): Alias[] {
  const found: Alias[] = [];
  visit(document, {
    Alias: (_key, alias) => {
      if (alias.source === anchor) found.push(alias);
    },
  });
  return found;
}

/** What an alias stands for: the node that last had the anchor before it. */
export function resolveAlias({ document }: Source, node: Node): Node {
  return isAlias(node) ? (node.resolve(document) ?? node) : node;
}
