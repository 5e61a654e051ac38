/** What lint found: for people, for programs, and as GitHub's workflow commands. */
import { isAbsolute, relative } from 'node:path';
import type { Finding, LintResult } from '../app/contract.js';
import type { Palette } from './colours.js';
import { escapeText } from './escape.js';
import { renderDiagnostic } from './render-diagnostic.js';
import { renderJson } from './table.js';

export function renderFindings(
  findings: readonly Finding[],
  sources: LintResult['sources'],
  workingDirectory: string,
  palette: Palette,
): string {
  return findings
    .map(({ level, code, message, ...rest }) => {
      const coded = { ...rest, severity: level, message: `${message} [${code}]` };
      const text = renderDiagnostic(coded, sources, workingDirectory, palette);
      return rest.range || level !== 'error' ? text : `${palette.red('Error:')} ${text}`;
    })
    .join('');
}

/** @param hidden findings that are not shown, for the summary */
export function renderFindingsAsJson(
  { valid }: LintResult,
  findings: readonly Finding[],
  hidden: number,
): string {
  const count = (level: Finding['level']) => findings.filter(each => each.level === level).length;
  return renderJson({
    schema: 'lxc-compose/lint/v1',
    valid,
    findings: findings.map(({ range, hint, related, ...rest }) => ({
      ...rest,
      hint: hint ?? null,
      place: range ?? null,
      related: related ? { message: related.message, place: related.range } : null,
    })),
    summary: { error: count('error'), warning: count('warning'), info: count('info'), hidden },
  });
}

const githubCommands = { error: 'error', warning: 'warning', info: 'notice' } as const;

/** One line each: `::warning file=…,line=…,col=…,title=…::message`. */
export function renderFindingsForGithub(findings: readonly Finding[], workingDirectory: string): string {
  return findings
    .map(({ level, code, name, message, hint, range }) => {
      const place = range && {
        file: isAbsolute(range.file) ? relative(workingDirectory, range.file) : range.file,
        line: range.line,
        col: range.column,
        ...(range.endColumn !== undefined && { endLine: range.line, endColumn: range.endColumn }),
      };
      const properties = Object.entries({ ...place, title: code === name ? code : `${code} ${name}` })
        .map(([key, value]) => `${key}=${escapeProperty(escapeText(String(value)))}`)
        .join(',');
      const text = [message, ...(hint === undefined ? [] : [hint])].map(escapeText).join('\n');
      return `::${githubCommands[level]} ${properties}::${escapeCommand(text)}\n`;
    })
    .join('');
}

/** As GitHub's toolkit does it: a line end would begin a command of its own. */
function escapeCommand(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeCommand(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
