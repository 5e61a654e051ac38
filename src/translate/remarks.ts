/** What an importer has to say: one remark for each thing that was left out or means something else here. */
import type { Diagnostic, SourceRange } from '../spec/diagnostic.js';

export class Remarks {
  readonly diagnostics: Diagnostic[] = [];

  /** @param message one sentence without full stop; @param hint what to do instead, an imperative */
  add(range: SourceRange, message: string, hint?: string): void {
    // What stands behind an anchor is met once for each of its aliases.
    const known = (each: Diagnostic) => each.message === message && each.range === range;
    if (this.diagnostics.some(known)) return;
    this.diagnostics.push({
      code: 'remark',
      severity: 'warning',
      message,
      range,
      ...(hint !== undefined && { hint }),
    });
  }

  /** By line: the order in which a reader walks through the file. */
  sorted(): Diagnostic[] {
    return [...this.diagnostics].sort(
      (left, right) =>
        left.range!.file.localeCompare(right.range!.file) ||
        left.range!.line - right.range!.line ||
        left.range!.column - right.range!.column,
    );
  }
}
