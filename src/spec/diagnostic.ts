/** Spec errors are values with a place and a hint, so that all of them can be shown in one run. */
import type { ExitCode } from '../model/problem.js';

/** Lines and columns count from 1; the end column is the one after the last character, on the same line. */
export interface SourceRange {
  file: string;
  line: number;
  column: number;
  endColumn?: number;
}

/** In rising order of consequence: what comes first is likely to be the cause of what comes later. */
const codes = [
  'no-spec',
  'unreadable-file',
  'too-large',
  'syntax',
  'duplicate-key',
  'forbidden-key',
  'interpolation',
  'unknown-key',
  'not-supported',
  'wrong-type',
  'missing-key',
  'invalid-value',
  'invalid-name',
  'contradiction',
  'unknown-reference',
  'duplicate',
  'cycle',
  'network',
  'remark',
] as const;
export type DiagnosticCode = (typeof codes)[number];

export interface Diagnostic {
  code: DiagnosticCode;
  severity: 'error' | 'warning';
  /** One sentence without full stop. May hold bytes of the user's file: escape it for a terminal. */
  message: string;
  /** Absent where no file is to blame. */
  range?: SourceRange;
  /** What to do, an imperative. */
  hint?: string;
  /** A second place that belongs to it: the other one of two duplicates. */
  related?: { message: string; range: SourceRange };
}

/** Ends a stage that cannot go on. */
export class SpecFailure extends Error {
  constructor(
    readonly diagnostics: Diagnostic[],
    readonly exitCode: ExitCode,
  ) {
    super(diagnostics[0]?.message);
  }
}

/** Causes before consequences, then by file, line and column. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort(
    (left, right) =>
      codes.indexOf(left.code) - codes.indexOf(right.code) ||
      (left.range?.file ?? '').localeCompare(right.range?.file ?? '') ||
      (left.range?.line ?? 0) - (right.range?.line ?? 0) ||
      (left.range?.column ?? 0) - (right.range?.column ?? 0),
  );
}

const controlsAndBidirectional = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const quotedLength = 120;

/** A text of the user's in quotation marks, for a message: at most 120 characters, controls written out. */
export function quote(text: string): string {
  const short = text.length > quotedLength ? `${text.slice(0, quotedLength)}…` : text;
  const escaped = short.replace(
    controlsAndBidirectional,
    each => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `"${escaped}"`;
}
