/**
 * Collects what the stages find. Later stages go on where earlier ones failed, so that one run shows everything; a
 * finding about a place where something below has failed already would be noise and is dropped.
 */
import { type Diagnostic, type DiagnosticCode, quote, type SourceRange } from './diagnostic.js';
import { locate, type Path, type SpecNode } from './node.js';
import { GrammarError } from './values/grammar-error.js';

interface FindingOptions {
  hint?: string;
  /** Point at the key rather than at the value. */
  atKey?: boolean;
  /** The finding is that these keys are absent: noise when one of them is wrong or some key there is misspelt. */
  absent?: readonly string[];
  related?: { message: string; path: Path };
}

export class Findings {
  readonly diagnostics: Diagnostic[] = [];
  private readonly broken = new Set<string>();
  /** Mappings in which an unknown key stands. */
  private readonly misspelt = new Set<string>();
  private tree: SpecNode | undefined;

  /** Places of findings are looked up in this tree. */
  locateIn(tree: SpecNode): void {
    this.tree = tree;
  }

  get failed(): boolean {
    return this.diagnostics.some(each => each.severity === 'error');
  }

  /** True when an error was found at the path or below. */
  isBroken(path: Path): boolean {
    return this.broken.has(joinPath(path));
  }

  error(code: DiagnosticCode, path: Path, message: string, options: FindingOptions = {}): void {
    if (options.absent ? this.explains(path, options.absent) : this.isBroken(path)) return;
    this.markBroken(path);
    if (code === 'unknown-key') this.misspelt.add(joinPath(path.slice(0, -1)));
    this.diagnostics.push(this.diagnostic('error', code, path, message, options));
  }

  warning(path: Path, message: string, options: FindingOptions = {}): void {
    this.diagnostics.push(this.diagnostic('warning', 'remark', path, message, options));
  }

  /** As `error`, where the stage knows the place: it is of a file, not of the merged tree. */
  errorAt(
    code: DiagnosticCode,
    path: Path,
    range: SourceRange,
    message: string,
    { hint, related }: { hint?: string; related?: { message: string; range: SourceRange } } = {},
  ): void {
    this.markBroken(path);
    this.diagnostics.push({
      code,
      severity: 'error',
      message,
      range,
      ...(hint !== undefined && { hint }),
      ...(related && {
        related: { ...related, message: `${related.message} on line ${related.range.line}` },
      }),
    });
  }

  warningAt(range: SourceRange, message: string): void {
    this.diagnostics.push({ code: 'remark', severity: 'warning', message, range });
  }

  /** Runs a conversion of the text (or, `atKey`, the key) at `path`; a GrammarError becomes a finding, and undefined. */
  read<Value>(path: Path, text: string, convert: (text: string) => Value, atKey = false): Value | undefined {
    try {
      return convert(text);
    } catch (error) {
      if (!(error instanceof GrammarError)) throw error;
      const { message, hint } = error;
      this.error('invalid-value', path, `${quote(text)} ${message}`, {
        atKey,
        ...(hint !== undefined && { hint }),
      });
      return undefined;
    }
  }

  private explains(path: Path, absent: readonly string[]): boolean {
    return this.misspelt.has(joinPath(path)) || absent.some(key => this.isBroken([...path, key]));
  }

  private diagnostic(
    severity: 'error' | 'warning',
    code: DiagnosticCode,
    path: Path,
    message: string,
    { hint, atKey, related }: FindingOptions,
  ): Diagnostic {
    const place = this.placeOf(path, atKey);
    const second = related && this.placeOf(related.path, true);
    return {
      code,
      severity,
      message,
      ...(place && { range: place }),
      ...(hint !== undefined && { hint }),
      ...(second && { related: { message: `${related.message} on line ${second.line}`, range: second } }),
    };
  }

  private placeOf(path: Path, atKey = false): SourceRange | undefined {
    if (!this.tree) return undefined;
    const found = locate(this.tree, path);
    return atKey ? (found.key ?? found.value) : found.value;
  }

  private markBroken(path: Path): void {
    for (let length = path.length; length > 0; length -= 1) this.broken.add(joinPath(path.slice(0, length)));
  }
}

function joinPath(path: Path): string {
  return path.join('\u0000');
}
