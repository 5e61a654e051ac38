/** Changes of the spec's text: found, changed, checked by loading what would be written, and only then written. */
import { resolve } from 'node:path';
import { ExitCode, type Problem } from '../model/problem.js';
import { type Diagnostic, SpecFailure } from '../spec/diagnostic.js';
import { discover, type SpecFile } from '../spec/discover.js';
import { loadThrough } from '../spec/load.js';
import { Reader, standardInputName } from '../spec/reader.js';
import type { LoadResult } from '../spec/request.js';
import { replaceFile } from '../store/replace-file.js';
import type { EditedSpec, Invocation } from './contract.js';
import { InvalidSpec } from './load.js';

/** @param name relative to the working directory; null = the first file of the spec that every command finds. @throws Problem, InvalidSpec */
export function readSpecText(invocation: Invocation, name: string | null): SpecFile {
  return readSpecTexts(name === null ? invocation : { ...invocation, files: [name] })[0]!;
}

/** Every file that was named, or that is found: the spec and what is laid over it. @throws Problem, InvalidSpec */
export function readSpecTexts(invocation: Invocation): SpecFile[] {
  try {
    return discover(invocation, new Reader(invocation.environment)).files;
  } catch (error) {
    throw error instanceof SpecFailure ? invalid(error, '', '') : error;
  }
}

/** Runs a change of the text; its failures show the lines of the text. @throws InvalidSpec */
export function changeText<Result>({ file, text }: SpecFile, change: () => Result): Result {
  try {
    return change();
  } catch (error) {
    throw error instanceof SpecFailure ? invalid(error, file, text) : error;
  }
}

/** Errors that the change brings along. What was wrong before is not held against it. @throws InvalidSpec */
export async function checkEdit(
  invocation: Invocation,
  { file, text }: SpecFile,
  after: string,
): Promise<{ before: LoadResult; after: LoadResult; warnings: Diagnostic[] }> {
  const [before, result] = await Promise.all([text, after].map(each => loadWith(invocation, file, each)));
  const known = new Set(diagnosticsOf(before!).map(each => `${each.code} ${each.message}`));
  const added = diagnosticsOf(result!).filter(each => !known.has(`${each.code} ${each.message}`));
  if (!result!.ok && added.some(each => each.severity === 'error')) {
    throw new InvalidSpec(ExitCode.invalidSpec, added, result!.sources);
  }
  return { before: before!, after: result!, warnings: added };
}

function diagnosticsOf(result: LoadResult): Diagnostic[] {
  return result.ok ? result.warnings : result.diagnostics;
}

function loadWith(invocation: Invocation, file: string, text: string): Promise<LoadResult> {
  if (file === standardInputName) {
    const request = { ...invocation, files: ['-'], standardInput: text };
    return loadThrough(request, new Reader(invocation.environment));
  }
  return loadThrough(invocation, new Reader(invocation.environment, new Map([[resolve(file), text]])));
}

/** @throws Problem when the file cannot be written */
export function writeEdit({ file, before, after }: EditedSpec): void {
  if (file !== standardInputName && before !== after) replaceFile(file, before, after);
}

function invalid({ exitCode, diagnostics }: SpecFailure, file: string, text: string): Problem {
  return new InvalidSpec(exitCode, diagnostics, new Map([[file, text]]));
}
