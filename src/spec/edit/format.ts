/**
 * The canonical layout of a spec: only white space between what is written changes. Two spaces a level, one blank after
 * a colon, lists further in than their key, at most one empty line in a row. Lines are neither broken nor joined.
 */
import { atomsOf, type Level } from './atoms.js';
import { type Line, linesOf } from './lines.js';

/** @param text well-formed: the parser has taken it */
export function format(text: string): string {
  const normal = text.replaceAll('\r\n', '\n');
  const lines = linesOf(atomsOf(normal), normal);
  placeComments(lines);
  const kept = lines.filter((line, index) => !isBlank(line) || !isBlank(lines[index - 1]));
  while (isBlank(kept.at(-1)) && kept.length > 0) kept.pop();
  const result = kept
    .map(line => `${line.text === '' ? '' : ' '.repeat(line.indent)}${line.text}\n`)
    .join('');
  return text.includes('\r\n') ? result.replaceAll('\n', '\r\n') : result;
}

/** What is before the first line counts as blank: a file does not begin with an empty line. */
function isBlank(line: Line | undefined): boolean {
  return !line || (line.text === '' && !line.verbatim);
}

/** Backwards, so that what follows is known; what went before is the nearest line of content. */
function placeComments(lines: readonly Line[]): void {
  const content: (Line | undefined)[] = [];
  let last: Line | undefined;
  for (const line of lines) {
    if (!line.ownComment && !isBlank(line)) last = line;
    content.push(last);
  }
  let next: { column: number; indent: number } | undefined;
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const line = lines[index]!;
    if (line.ownComment) {
      const above = content[index];
      const indent = commentIndent(line.ownComment.column, next, above?.level);
      line.indent = above?.inBlockText ? Math.min(indent, above.level?.indent ?? 0) : indent;
    } else if (line.start) next = line.start;
  }
}

/**
 * A comment belongs to what stands in its column: first of all the line that follows it, else one of the collections that
 * were open before. Between two columns it goes with the inner one; deeper than all it stays one step deeper.
 */
function commentIndent(column: number, next: Line['start'], innermost: Level | undefined): number {
  if (next?.column === column) return next.indent;
  const places = next ? [next] : [];
  for (let level = innermost; level; level = level.parent) places.push(level);
  const matching = places.filter(each => each.column === column);
  if (matching.length > 0) return Math.min(...matching.map(each => each.indent));
  const deeper = places.filter(each => each.column > column).map(each => each.indent);
  if (deeper.length > 0) return Math.min(...deeper);
  return places.length > 0 ? Math.max(...places.map(each => each.indent)) + 2 : 0;
}
