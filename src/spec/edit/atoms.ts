/**
 * A YAML text as a flat list of what is written in it, in the order of the text. White space between atoms is left
 * out: the formatter decides about it. Everything else is kept byte for byte.
 */
import { type CST, Parser } from 'yaml';

export type AtomKind =
  | 'mark'
  | 'scalar'
  | 'alias'
  | 'property'
  | 'open'
  | 'close'
  | 'comma'
  | 'colon'
  | 'dash'
  | 'question'
  | 'block-header'
  | 'block-text'
  | 'comment'
  | 'newline'
  | 'line';

/** A block collection that is open: the column of its entries as they are, and where they belong. */
export interface Level {
  column: number;
  indent: number;
  parent: Level | undefined;
}

export interface Atom {
  kind: AtomKind;
  text: string;
  /** Offset in the text. */
  offset: number;
  /** Where it belongs when a line begins with it. */
  indent: number;
  /** The innermost block collection around it. */
  level: Level | undefined;
  inFlow: boolean;
}

const step = 2;

type Item = Partial<CST.CollectionItem> & { start: CST.SourceToken[] };

/** @param text with line feeds only, known to be well-formed */
export function atomsOf(text: string): Atom[] {
  const atoms: Atom[] = [];
  for (const token of new Parser().parse(text)) top(token);
  return atoms;

  function top(token: CST.Token): void {
    if (token.type !== 'document') {
      source(token as CST.SourceToken, 0, undefined, false);
      return;
    }
    for (const each of token.start) source(each, 0, undefined, false);
    if (token.value) value(token.value, 0, undefined, false);
    for (const each of token.end ?? []) source(each, 0, undefined, false);
  }

  function value(token: CST.Token, indent: number, level: Level | undefined, inFlow: boolean): void {
    if (token.type === 'block-map' || token.type === 'block-seq') {
      const column = columnAt(text, token.offset);
      const own: Level = { column, indent, parent: level };
      for (const item of token.items) entry(item, indent, own, false);
    } else if (token.type === 'flow-collection') {
      source(token.start, indent, level, true);
      for (const item of token.items) entry(item, indent + step, level, true);
      for (const [index, each] of token.end.entries()) source(each, indent, level, inFlow || index === 0);
    } else if (token.type === 'block-scalar') {
      for (const each of token.props) source(each as CST.SourceToken, indent, level, inFlow);
      // Its place is not known to the parser; nothing asks for it.
      add('block-text', token.source, token.offset, indent, level, inFlow);
    } else if ('source' in token) {
      add(token.type === 'alias' ? 'alias' : 'scalar', token.source, token.offset, indent, level, inFlow);
      for (const each of ('end' in token && token.end) || []) source(each, indent, level, inFlow);
    }
  }

  /** In a block the entry's own line begins at `indent`, and what belongs to it further in. */
  function entry(item: Item, indent: number, level: Level | undefined, inFlow: boolean): void {
    const inner = inFlow ? indent : indent + step;
    let begun = false;
    for (const each of item.start) {
      source(each, begun ? inner : indent, level, inFlow);
      begun ||= each.type === 'seq-item-ind' || each.type === 'explicit-key-ind';
    }
    if (item.key) value(item.key, begun ? inner : indent, level, inFlow);
    for (const each of item.sep ?? []) {
      source(each, each.type === 'map-value-ind' ? indent : inner, level, inFlow);
    }
    if (item.value) value(item.value, inner, level, inFlow);
  }

  function source(token: CST.SourceToken, indent: number, level: Level | undefined, inFlow: boolean): void {
    const kind = kinds[token.type];
    if (kind) add(kind, token.source, token.offset, indent, level, inFlow);
  }

  function add(
    kind: AtomKind,
    source: string,
    offset: number,
    indent: number,
    level: Level | undefined,
    inFlow: boolean,
  ): void {
    // An empty value is a scalar without text: it has no place of its own.
    if (source === '' && kind !== 'block-text') return;
    atoms.push({ kind, text: source, offset, indent, level, inFlow });
  }
}

/** The kinds of the parser's tokens; white space is the one that is left out. */
const kinds: Partial<Record<CST.Token['type'], AtomKind>> = {
  'byte-order-mark': 'mark',
  directive: 'line',
  'directive-line': 'line',
  'doc-start': 'line',
  'doc-end': 'line',
  anchor: 'property',
  tag: 'property',
  'seq-item-ind': 'dash',
  'explicit-key-ind': 'question',
  'map-value-ind': 'colon',
  'flow-map-start': 'open',
  'flow-seq-start': 'open',
  'flow-map-end': 'close',
  'flow-seq-end': 'close',
  'block-scalar-header': 'block-header',
  comma: 'comma',
  comment: 'comment',
  newline: 'newline',
} as Partial<Record<CST.Token['type'], AtomKind>>;

/** Characters between the start of the line and the offset. */
export function columnAt(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}
