/** The grammar of Kathara's lab.conf: `DEVICE[ARGUMENT]=VALUE`, `LAB_NAME=VALUE`, comments. */
import { ExitCode } from '../../model/problem.js';
import { type Diagnostic, quote, type SourceRange, SpecFailure } from '../../spec/diagnostic.js';
import { fault } from '../tree.js';

export interface Assignment {
  device: string;
  argument: string;
  value: string;
  range: SourceRange;
}

export interface LabConf {
  assignments: Assignment[];
  /** What stands under LAB_DESCRIPTION and its like, by the lower-case word. */
  about: Record<string, string>;
}

/** More would be no laboratory but an attack on the reader. */
const maximumLines = 20_000;
const assignment = /^\s*([A-Za-z0-9_.-]+)\[([^\]]+)\]\s*=(.*)$/;
const metadata = /^\s*LAB_([A-Z]+)\s*=(.*)$/;

/** True when no line is anything else than lab.conf's, and one is. */
export function isLabConf(text: string): boolean {
  const lines = text.split('\n', maximumLines).filter(each => !/^\s*(#|$)/.test(each));
  return (
    lines.length > 0 &&
    lines.some(each => assignment.test(each)) &&
    !lines.some(each => /^\w[\w-]*:/.test(each))
  );
}

/** @throws SpecFailure with all lines that are none of its grammar */
export function parseLabConf(text: string, file: string): LabConf {
  const result: LabConf = { assignments: [], about: {} };
  const diagnostics: Diagnostic[] = [];
  const lines = text.split('\n', maximumLines + 1);
  if (lines.length > maximumLines) {
    throw fault('too-large', { file, line: maximumLines, column: 1 }, 'the file has more than 20,000 lines');
  }
  for (const [index, line] of lines.entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const range = { file, line: index + 1, column: line.search(/\S/) + 1 };
    const about = metadata.exec(line);
    const found = assignment.exec(line);
    if (about) result.about[about[1]!.toLowerCase()] = unquoted(about[2]!);
    else if (found) {
      result.assignments.push({
        device: found[1]!,
        argument: found[2]!.trim(),
        value: unquoted(found[3]!),
        range,
      });
    } else if (diagnostics.length < 20) {
      const message = `${quote(line.trim())} is not DEVICE[ARGUMENT]=VALUE`;
      diagnostics.push({ code: 'syntax', severity: 'error', message, range });
    }
  }
  const [first] = diagnostics;
  if (first && result.assignments.length === 0) {
    throw fault('syntax', first.range!, 'the file is no lab.conf: no line of it is DEVICE[ARGUMENT]=VALUE');
  }
  if (diagnostics.length > 0) throw new SpecFailure(diagnostics, ExitCode.invalidSpec);
  return result;
}

/** Without its quotation marks and what is behind them, or without a comment. */
function unquoted(given: string): string {
  const text = given.trim();
  const match = /^(?:"([^"]*)"|'([^']*)')/.exec(text);
  return match ? (match[1] ?? match[2]!) : text.split(' #')[0]!.trim();
}
