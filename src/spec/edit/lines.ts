/** Atoms to lines: which blanks stand between them, and which text a line ends up with. */
import { type Atom, columnAt, type Level } from './atoms.js';

export interface Line {
  indent: number;
  text: string;
  /** Content of a text that is kept as it is: neither trimmed nor taken for a blank line. */
  verbatim: boolean;
  /** A line of a block scalar: whatever stands below it as far in would be one more. */
  inBlockText?: true;
  /** The comment stands alone on its line, outside of brackets: its place depends on its neighbours. */
  ownComment?: { column: number };
  /** Where the first atom stood and belongs; for comments to look at. */
  start?: { column: number; indent: number };
  /** The innermost block collection at the end of the line. */
  level: Level | undefined;
}

/** @param text the source of the atoms */
export function linesOf(atoms: readonly Atom[], text: string): Line[] {
  const lines: Line[] = [];
  let line: Line | undefined;
  let previous: Atom | undefined;
  let header = '';
  for (const atom of atoms) {
    if (atom.kind === 'block-header') header = atom.text;
    if (atom.kind === 'newline') {
      lines.push(line ?? blankLine(atom.level));
      line = undefined;
      previous = undefined;
    } else if (atom.kind === 'block-text') {
      if (atom.text === '') continue;
      const content = shiftedText(atom, header);
      for (const each of content.replace(/\n$/, '').split('\n')) {
        lines.push({ indent: 0, text: each, verbatim: true, inBlockText: true, level: atom.level });
      }
    } else {
      if (!line) line = begin(atom, text);
      else line.text += separator(previous!, atom, line, text);
      line.level = atom.level;
      const [first, ...rest] = atom.text.split('\n') as [string, ...string[]];
      line.text += atom.kind === 'comment' || rest.length > 0 ? trimmedEnd(first) : first;
      for (const each of rest) {
        lines.push(line);
        const continued = trimmedEnd(each.trimStart());
        // What stands between quotation marks or is folded may hold empty lines, which are line breaks of the value.
        line = { indent: atom.indent, text: continued, verbatim: true, level: atom.level };
      }
      previous = atom;
    }
  }
  if (line) lines.push(line);
  return lines;
}

function blankLine(level: Level | undefined): Line {
  return { indent: 0, text: '', verbatim: false, level };
}

function begin(atom: Atom, text: string): Line {
  const column = columnAt(text, atom.offset);
  const line: Line = { indent: atom.indent, text: '', verbatim: false, level: atom.level };
  if (atom.kind === 'comment' && !atom.inFlow) line.ownComment = { column };
  else if (atom.kind !== 'line' && !atom.inFlow) line.start = { column, indent: atom.indent };
  else if (atom.kind === 'open') line.start = { column, indent: atom.indent };
  return line;
}

/** Blanks before an atom that is not the first of its line. */
function separator(previous: Atom, atom: Atom, line: Line, text: string): string {
  if (atom.kind === 'comment') return ' '.repeat(gapBefore(previous, atom, line, text));
  if (previous.kind === 'mark' || previous.kind === 'open' || atom.kind === 'close') return '';
  if (atom.kind === 'comma') return previous.kind === 'property' ? ' ' : '';
  if (atom.kind === 'colon') {
    // `*a:` and `&a:` are names that end with a colon.
    const bare = previous.kind === 'alias' || previous.kind === 'property' || previous.kind === 'question';
    return bare || previous.kind === 'comma' || previous.kind === 'dash' ? ' ' : '';
  }
  return ' ';
}

/** One blank stays one; more are there to put comments below each other, so these keep their column. */
function gapBefore(previous: Atom, atom: Atom, line: Line, text: string): number {
  const gap = atom.offset - (previous.offset + previous.text.length);
  if (gap < 2) return 1;
  return Math.max(1, columnAt(text, atom.offset) - line.indent - line.text.length);
}

/** The blank of `\ ` at the end of a line is written for the value's sake. */
function trimmedEnd(line: string): string {
  return /\\[ \t]+$/.test(line) ? line : line.trimEnd();
}

/**
 * The lines of a block scalar, moved to the right or left as a whole. With a digit in its header they count from the
 * collection around it and move as that does.
 */
function shiftedText({ text, indent, level }: Atom, header: string): string {
  const first = /^( *)[^ \n]/m.exec(text);
  if (!first) return text;
  const width = first[1]!.length;
  const counted = /[1-9]/.test(header);
  const shift = counted ? (level ? level.indent - level.column : 0) : Math.max(2, indent) - width;
  return text
    .split('\n')
    .map(line => {
      // Blanks that are no part of the value; with a digit in the header it is not known here how many that are.
      if (/^ *$/.test(line) && line.length <= width && (!counted || line === '')) return '';
      if (shift >= 0) return ' '.repeat(shift) + line;
      return line.slice(Math.min(-shift, /^ */.exec(line)![0].length));
    })
    .join('\n');
}
