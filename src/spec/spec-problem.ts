import { Problem } from '../model/problem.js';
import type { Diagnostic } from './diagnostic.js';
import type { LoadResult } from './request.js';

/** A faulty or missing spec on its way to the user: all diagnostics with the texts they point into. */
export class SpecProblem extends Problem {
  override name = 'SpecProblem';
  readonly diagnostics: Diagnostic[];
  readonly sources: Map<string, string>;

  constructor({ exitCode, diagnostics, sources }: Extract<LoadResult, { ok: false }>) {
    const first = diagnostics.find(each => each.severity === 'error');
    super(first?.message ?? 'the spec is not valid', {
      exitCode,
      ...(first?.range && { position: first.range }),
      ...(first?.hint !== undefined && { remedy: first.hint }),
    });
    this.diagnostics = diagnostics;
    this.sources = sources;
  }
}
