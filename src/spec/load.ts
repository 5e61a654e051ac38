/** The front door of the spec: a request in, a project or all of its errors out. */
import { ExitCode, Problem } from '../model/problem.js';
import { SpecFailure } from './diagnostic.js';
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
  let inputs: Inputs | undefined;
  try {
    inputs = collectInputs(request, reader);
    // The parser and the validator are most of the start-up time; a cached project needs neither.
    const { compile } = await import('./compile.js');
    return compile(inputs);
  } catch (error) {
    if (error instanceof SpecFailure) {
      const { exitCode, diagnostics } = error;
      return { ok: false, exitCode, diagnostics, sources: sourcesOf(diagnostics, inputs, reader) };
    }
    if (error instanceof Problem) {
      const diagnostic = { code: 'unreadable-file', severity: 'error', message: error.message } as const;
      return { ok: false, exitCode: ExitCode.noSpec, diagnostics: [diagnostic], sources: new Map() };
    }
    throw error;
  }
}

function sourcesOf(
  diagnostics: SpecFailure['diagnostics'],
  inputs: Inputs | undefined,
  reader: Reader,
): Map<string, string> {
  const sources = new Map<string, string>(inputs ? [[inputs.file, inputs.text]] : []);
  for (const { range } of diagnostics) {
    if (!range || sources.has(range.file)) continue;
    const text = reader.file(range.file);
    if (text !== null) sources.set(range.file, text);
  }
  return sources;
}
