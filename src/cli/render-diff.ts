/** Two texts as a unified diff. */
import type { Palette } from './colours.js';
import { escapeText } from './escape.js';

const context = 3;
/** Cells of the table that finds common lines; a region larger than this counts as changed as a whole. */
const maximumCells = 4_000_000;

interface Row {
  mark: ' ' | '-' | '+';
  line: string;
}

/** '' when they are equal. */
export function renderDiff(name: string, before: string, after: string, palette: Palette): string {
  if (before === after) return '';
  const rows = compare(before.split('\n'), after.split('\n'));
  const lines = [palette.bold(`--- ${escapeText(name)}`), palette.bold(`+++ ${escapeText(name)}`)];
  for (const [from, to] of hunks(rows)) {
    lines.push(palette.dim(header(rows, from, to)));
    for (const { mark, line } of rows.slice(from, to)) {
      const text = mark + escapeText(line);
      lines.push(mark === '-' ? palette.red(text) : mark === '+' ? palette.green(text) : text);
    }
  }
  return `${lines.join('\n')}\n`;
}

function compare(left: string[], right: string[]): Row[] {
  let start = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) start += 1;
  let end = 0;
  const most = Math.min(left.length, right.length) - start;
  while (end < most && left.at(-1 - end) === right.at(-1 - end)) end += 1;
  const same = (line: string): Row => ({ mark: ' ', line });
  return [
    ...left.slice(0, start).map(same),
    ...changes(left.slice(start, left.length - end), right.slice(start, right.length - end)),
    ...left.slice(left.length - end).map(same),
  ];
}

/** Along a longest common subsequence. */
function changes(left: string[], right: string[]): Row[] {
  const removed = left.map((line): Row => ({ mark: '-', line }));
  const added = right.map((line): Row => ({ mark: '+', line }));
  const width = right.length + 1;
  if ((left.length + 1) * width > maximumCells) return [...removed, ...added];
  const lengths = new Uint32Array((left.length + 1) * width);
  for (let i = left.length - 1; i >= 0; i -= 1) {
    for (let j = right.length - 1; j >= 0; j -= 1) {
      const at = i * width + j;
      lengths[at] =
        left[i] === right[j]
          ? lengths[at + width + 1]! + 1
          : Math.max(lengths[at + width]!, lengths[at + 1]!);
    }
  }
  const rows: Row[] = [];
  let [i, j] = [0, 0];
  while (i < left.length && j < right.length) {
    if (left[i] === right[j]) {
      rows.push({ mark: ' ', line: left[i]! });
      i += 1;
      j += 1;
    } else if (lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!) rows.push(removed[i++]!);
    else rows.push(added[j++]!);
  }
  return [...rows, ...removed.slice(i), ...added.slice(j)];
}

/** Ranges of rows around the changes. */
function hunks(rows: readonly Row[]): [from: number, to: number][] {
  const found: [number, number][] = [];
  for (const [index, { mark }] of rows.entries()) {
    if (mark === ' ') continue;
    const from = Math.max(0, index - context);
    const to = Math.min(rows.length, index + context + 1);
    const last = found.at(-1);
    if (last && from <= last[1]) last[1] = to;
    else found.push([from, to]);
  }
  return found;
}

function header(rows: readonly Row[], from: number, to: number): string {
  const count = (start: number, end: number, other: string): number =>
    rows.slice(start, end).filter(({ mark }) => mark !== other).length;
  const range = (other: string): string => `${count(0, from, other) + 1},${count(from, to, other)}`;
  return `@@ -${range('+')} +${range('-')} @@`;
}
