import { displayWidth, pad } from './display-width.js';
import { escapeText } from './escape.js';

/**
 * Rows under headings, columns aligned and two spaces apart, no trailing blanks. Every cell is escaped.
 * @param paint colours a heading (row -1) or a cell after it was measured
 */
export function renderTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  paint: (text: string, row: number, column: number) => string = text => text,
): string {
  const cells = [headings, ...rows].map(row => row.map(escapeText));
  const widths = headings.map((_, column) => Math.max(...cells.map(row => displayWidth(row[column] ?? ''))));
  const lines = cells.map((row, index) => {
    const last = row.findLastIndex(cell => cell !== '');
    return row
      .slice(0, last + 1)
      .map((cell, column) => {
        const padding = column === last ? '' : pad('', widths[column]! - displayWidth(cell) + 2);
        return paint(cell, index - 1, column) + padding;
      })
      .join('');
  });
  return `${lines.join('\n')}\n`;
}

/** One JSON document as every `--format json` prints it. */
export function renderJson(document: unknown): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
