/** The front door of the spec: a request in, a project or all of its errors out. */
import { ExitCode, Problem } from '../model/problem.js';
import type { Sources } from './assemble/assemble.js';
import { type Diagnostic, SpecFailure, sortDiagnostics } from './diagnostic.js';
import { collectInputs, type Inputs } from './inputs.js';
import { Reader } from './reader.js';
import type { LoadRequest, LoadResult } from './request.js';

export type { LoadRequest, LoadResult } from './request.js';

/** Never throws for a faulty or missing spec. */
export function load(request: LoadRequest): Promise<LoadResult> {
  return loadThrough(request, new Reader(request.environment));
}

/** As `load`, with a reader of the caller's that knows afterwards what the result depends on. */
export async function loadThrough(request: LoadRequest, reader: Reader): Promise<LoadResult> {
  const sources: Sources = new Map();
  let inputs: Inputs | undefined;
  try {
    inputs = collectInputs(request, reader);
    // The parser and the validator are most of the start-up time; a cached project needs neither.
    const { compile } = await import('./compile.js');
    return compile(inputs, sources);
  } catch (error) {
    if (error instanceof SpecFailure) {
      const { exitCode, diagnostics } = error;
      if (!inputs) readNamedByRequest(diagnostics, sources, reader);
      return { ok: false, exitCode, diagnostics: sortDiagnostics(diagnostics), sources };
    }
    if (error instanceof Problem) {
      const diagnostic = { code: 'unreadable-file', severity: 'error', message: error.message } as const;
      return { ok: false, exitCode: ExitCode.noSpec, diagnostics: [diagnostic], sources: new Map() };
    }
    throw error;
  }
}

/** Texts of env files that the command line names, or that are found beside the spec. */
function readNamedByRequest(diagnostics: readonly Diagnostic[], sources: Sources, reader: Reader): void {
  for (const { range } of diagnostics) {
    const text = range && reader.file(range.file);
    if (range && text != null) sources.set(range.file, text);
  }
}
