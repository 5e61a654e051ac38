/** New entries at the end of a mapping or a list, in its own style. */
import type { CST, YAMLMap, YAMLSeq } from 'yaml';
import type { Edit } from './edits.js';
import { slotOfItem, slotOfPair, writtenItems } from './slot.js';
import { endOf, isWritten, lineStart, nextLine, type Source } from './source.js';

/** The column in which the entries of a block collection stand. */
export function entryColumn(source: Source, parent: YAMLMap | YAMLSeq): number {
  return 'key' in (parent.items[0] as object)
    ? slotOfPair((parent as YAMLMap).items[0]!, parent as YAMLMap, source).column
    : slotOfItem(parent as YAMLSeq, 0, source).column;
}

/** Lines behind the last entry of a block, and behind the comments that stand directly below it as far in. */
export function insertLines(source: Source, end: number, column: number, lines: readonly string[]): Edit {
  const { text, newline } = source;
  let at = end > 0 && text[end - 1] === '\n' ? end : nextLine(text, end);
  for (;;) {
    const line = text.slice(at, nextLine(text, at));
    const comment = /^( *)#/.exec(line);
    if (!comment || comment[1]!.length < column) break;
    at += line.length;
  }
  const lead = at > 0 && text[at - 1] !== '\n' ? newline : '';
  const written = lines.map(line => `${line}${newline}`).join('');
  return { from: at, to: at, text: lead + written };
}

/** @param lines of a key (indented) or an item */
export function insertInBlock(source: Source, parent: YAMLMap | YAMLSeq, lines: readonly string[]): Edit {
  return insertLines(source, endOf(parent.srcToken as CST.Token), entryColumn(source, parent), lines);
}

/** In brackets: behind the last entry, on a line of its own where the others have theirs. */
export function insertInFlow({ text, newline }: Source, parent: YAMLMap | YAMLSeq, entry: string): Edit[] {
  const token = parent.srcToken as CST.FlowCollection;
  const close = token.end[0]!.offset;
  const open = token.start.offset + 1;
  const last = writtenItems(parent).at(-1);
  if (!last) {
    const isBlank = text.slice(open, close).trim() === '';
    return [{ from: open, to: isBlank ? close : open, text: entry }];
  }
  const end = endOfEntry(last);
  const start = startOfEntry(last);
  const pad = text.slice(lineStart(text, start), start);
  const comma = token.items.at(-1)!.start.find(each => each.type === 'comma' && each.offset >= end);
  const behind = comma ? comma.offset + 1 : end;
  const ownLines =
    pad.trim() === '' && lineStart(text, start) > token.start.offset && nextLine(text, behind) <= close;
  if (!ownLines) return [{ from: behind, to: behind, text: comma ? ` ${entry}` : `, ${entry}` }];
  const at = nextLine(text, behind);
  const line = { from: at, to: at, text: `${pad}${entry}${comma ? ',' : ''}${newline}` };
  return comma ? [line] : [{ from: end, to: end, text: ',' }, line];
}

export function startOfEntry({ start, key, sep, value }: CST.CollectionItem): number {
  const before = start.find(each => !['space', 'newline', 'comment', 'comma'].includes(each.type));
  return before?.offset ?? key?.offset ?? sep?.[0]?.offset ?? value!.offset;
}

export function endOfEntry({ start, key, sep, value }: CST.CollectionItem): number {
  if (isWritten(value)) return endOf(value!);
  const marks = (sep ?? start).filter(each => !['space', 'newline', 'comment', 'comma'].includes(each.type));
  const last = marks.at(-1);
  return last ? last.offset + last.source.length : endOf(key!);
}
