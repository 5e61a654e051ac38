import { isAbsolute, relative } from 'node:path';
import type { Diagnostic, SourceRange } from '../spec/diagnostic.js';
import type { Palette } from './colours.js';
import { displayWidth } from './display-width.js';
import { escapeText } from './escape.js';

/** What is shown; `info` comes from lint alone. */
type Shown = Pick<Diagnostic, 'message' | 'range' | 'hint' | 'related'> & {
  severity: Diagnostic['severity'] | 'info';
};

/** Longer lines are shown around the place that matters. */
const shownLength = 120;

/**
 * A diagnostic as users read it, ending with a newline:
 *
 *     spec.yaml:14:7: unknown key "netwroks" (did you mean "networks"?)
 *       14 |       netwroks: [br0]
 *          |       ^^^^^^^^
 *       hint: …
 *
 * @param sources texts by file name; without one the source line is left out
 */
export function renderDiagnostic(
  diagnostic: Shown,
  sources: ReadonlyMap<string, string>,
  workingDirectory: string,
  palette: Palette,
): string {
  const { message, range, hint, related, severity } = diagnostic;
  const place = range ? `${formatRange(range, workingDirectory)}: ` : '';
  const kind = severity === 'error' ? '' : palette.yellow(`${severity}: `);
  const lines = [`${palette.bold(place)}${kind}${escapeText(message)}`];
  if (range) lines.push(...excerpt(range, sources, palette));
  if (related)
    lines.push(`  ${formatRange(related.range, workingDirectory)}: ${escapeText(related.message)}`);
  if (hint !== undefined) lines.push(`  ${palette.green('hint:')} ${escapeText(hint)}`);
  return `${lines.join('\n')}\n`;
}

/** `lxc-compose.yaml:14:7`, relative to where the user stands when that is shorter. */
export function formatRange({ file, line, column }: SourceRange, workingDirectory: string): string {
  const near = isAbsolute(file) ? relative(workingDirectory, file) : file;
  const shown = near !== '' && near.length < file.length ? near : file;
  return escapeText(`${shown}:${line}:${column}`);
}

function excerpt(range: SourceRange, sources: ReadonlyMap<string, string>, palette: Palette): string[] {
  const line = sources.get(range.file)?.split(/\r?\n/)[range.line - 1];
  if (line === undefined || line.trim() === '') return [];
  const start = range.column - 1;
  const end = Math.max(start + 1, (range.endColumn ?? 0) - 1);
  const from = end > shownLength ? Math.max(0, start - shownLength / 2) : 0;
  const cut = line.slice(from, from + shownLength);
  const lead = from > 0 ? '…' : '';
  const tail = from + shownLength < line.length ? '…' : '';
  const before = displayWidth(lead + escapeText(line.slice(from, start)));
  const marked = displayWidth(escapeText(line.slice(start, Math.min(end, from + shownLength))));
  const number = String(range.line);
  const margin = ' '.repeat(number.length);
  return [
    `  ${palette.dim(`${number} |`)} ${lead}${escapeText(cut)}${tail}`,
    `  ${palette.dim(`${margin} |`)} ${' '.repeat(before)}${palette.red('^'.repeat(Math.max(1, marked)))}`,
  ];
}
