/** What an importer has to say: one remark for each thing that was left out or means something else here. */
import type { Diagnostic, SourceRange } from '../spec/diagnostic.js';

export class Remarks {
  readonly diagnostics: Diagnostic[] = [];
  readonly #known = new Map<SourceRange, Set<string>>();

  /** @param message one sentence without full stop; @param hint what to do instead, an imperative */
  add(range: SourceRange, message: string, hint?: string): void {
    // What stands behind an anchor is met once for each of its aliases.
    const known = this.#known.get(range) ?? new Set();
    if (known.has(message)) return;
    this.#known.set(range, known.add(message));
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
