/** Takes an entry out: its lines, or its place in brackets. Comments on lines of their own stay. */
import type { CST, YAMLMap, YAMLSeq } from 'yaml';
import { isSeq } from 'yaml';
import type { Edit } from './edits.js';
import type { Found } from './find.js';
import { endOfEntry, startOfEntry } from './insert.js';
import { writtenItems } from './slot.js';
import { isWritten, lineStart, nextLine, type Source } from './source.js';

export function remove(source: Source, { parent, index }: Found & { kind: 'value' }): Edit[] {
  const items = writtenItems(parent);
  return parent.flow
    ? removeInFlow(source, parent, items, index)
    : removeInBlock(source, parent, items, index);
}

function removeInBlock(
  { text, newline, unit, document }: Source,
  parent: YAMLMap | YAMLSeq,
  items: CST.CollectionItem[],
  index: number,
): Edit[] {
  const start = startOfEntry(items[index]!);
  const end = endOfEntry(items[index]!);
  const endsLine = text[end - 1] === '\n';
  const first = lineStart(text, start);
  const isAlone = text.slice(first, start).trim() === '';
  const next = items[index + 1];
  // The first key of `- a: 1`: the next one takes its place behind the dash.
  if (!isAlone && next) return [{ from: start, to: startOfEntry(next), text: '' }];
  const last = endsLine ? end : nextLine(text, end);
  if (items.length > 1) {
    const above = blockTextAtEnd(items[index - 1]?.value);
    const rest = above ? separated(text, last, start - first, above) : [];
    return [{ from: first, to: last, text: '' }, ...rest];
  }
  // Nothing would be left, which means something else than an empty mapping or list.
  const empty = isSeq(parent) ? '[]' : '{}';
  const to = endsLine ? end - 1 : end;
  if (parent === document.contents) return [{ from: first, to: last, text: '' }];
  const owner = text.slice(0, first).trimEnd();
  if (isAlone && /^[^#]*[:-]$/.test(owner.slice(lineStart(owner, owner.length)))) {
    return [
      { from: owner.length, to: owner.length, text: ` ${empty}` },
      { from: first, to: last, text: '' },
    ];
  }
  return isAlone
    ? [{ from: first, to: last, text: `${' '.repeat(start - first + unit)}${empty}${newline}` }]
    : [{ from: start, to, text: empty }];
}

/** What then follows a block scalar must not become a part of it: comments further in, and for `|+` empty lines. */
function separated(text: string, from: number, column: number, above: CST.BlockScalar): Edit[] {
  const keepsEmptyLines = above.props.some(each => 'source' in each && /^[|>].*\+/.test(each.source));
  const edits: Edit[] = [];
  let commented = false;
  for (let at = from; at < text.length; at = nextLine(text, at)) {
    const [, blank, mark] = /^([ \t]*)(#|\r?\n)?/.exec(text.slice(at, nextLine(text, at)))!;
    if (mark === undefined) break;
    commented ||= mark === '#';
    if (!commented && keepsEmptyLines) edits.push({ from: at, to: nextLine(text, at), text: '' });
    if (mark === '#' && blank!.length > column) {
      edits.push({ from: at + column, to: at + blank!.length, text: '' });
    }
  }
  return edits;
}

function blockTextAtEnd(token: CST.Token | null | undefined): CST.BlockScalar | undefined {
  if (token?.type === 'block-map' || token?.type === 'block-seq') {
    return blockTextAtEnd(token.items.filter(each => isWritten(each.value)).at(-1)?.value);
  }
  return token?.type === 'block-scalar' ? token : undefined;
}

function removeInFlow(
  { text }: Source,
  parent: YAMLMap | YAMLSeq,
  items: CST.CollectionItem[],
  index: number,
): Edit[] {
  const start = startOfEntry(items[index]!);
  const end = endOfEntry(items[index]!);
  const next = items[index + 1];
  const previous = items[index - 1];
  const between = (from: number, to: number): boolean => /^[\s,]*$/.test(text.slice(from, to));
  if (next && between(end, startOfEntry(next))) return [{ from: start, to: startOfEntry(next), text: '' }];
  if (!next && previous && between(endOfEntry(previous), start)) {
    return [{ from: endOfEntry(previous), to: end, text: '' }];
  }
  // A comment stands between: it stays, and of the two commas one.
  const token = parent.srcToken as CST.FlowCollection;
  const following = next?.start.find(each => each.type === 'comma');
  const trailing = token.items.at(-1)!.start.find(each => each.type === 'comma' && each.offset >= end);
  const comma = following ?? trailing;
  const edits: Edit[] = [{ from: start, to: end, text: '' }];
  if (comma) edits.push({ from: comma.offset, to: comma.offset + 1, text: '' });
  return edits;
}
