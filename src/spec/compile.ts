/** Inputs to project: parse, interpolate, merge, validate, normalise, check. No stage repairs another's faults. */
import { basename } from 'node:path';
import { ExitCode, Problem } from '../model/problem.js';
import type { Project } from '../model/project.js';
import { type Diagnostic, quote, sortDiagnostics } from './diagnostic.js';
import { Findings } from './findings.js';
import type { Inputs } from './inputs.js';
import { interpolate } from './interpolate/interpolate.js';
import { merge } from './merge.js';
import { normalize } from './normalize/project.js';
import { refuseForeign } from './parse/foreign.js';
import { parseSpec } from './parse/parse.js';
import type { RawProject } from './raw.js';
import { standardInputName } from './reader.js';
import type { LoadResult } from './request.js';
import { flatten } from './validate/flatten.js';
import { validate } from './validate/validate.js';
import { GrammarError } from './values/grammar-error.js';
import { parseProjectName } from './values/names.js';

/** @throws SpecFailure when the text cannot be parsed, or was written for another program */
export function compile(inputs: Inputs): LoadResult {
  const findings = new Findings();
  findings.diagnostics.push(...inputs.warnings);
  const parsed = parseSpec(inputs.text, inputs.file);
  refuseForeign(parsed, basename(inputs.file));
  const tree = merge([interpolate(parsed, inputs.lookup, findings)]);
  findings.locateIn(tree);
  const { value, positions } = flatten(tree);
  const raw = validate(value, findings);
  const project: Project = normalize(
    raw,
    projectName(raw, inputs, findings),
    inputs.file === standardInputName ? [] : [inputs.file],
    {
      findings,
      directory: inputs.directory,
      lookup: inputs.lookup,
      lookupSecret: inputs.lookupSecret,
      readFile: path => readNamed(() => inputs.reader.file(path)),
      digestFile: path => readNamed(() => inputs.reader.digest(path)),
      positions,
      activeProfiles: new Set(inputs.profiles),
    },
  );
  const diagnostics: Diagnostic[] = sortDiagnostics(findings.diagnostics);
  if (!findings.failed) return { ok: true, project, warnings: diagnostics };
  const sources = new Map([[inputs.file, inputs.text]]);
  return { ok: false, exitCode: ExitCode.invalidSpec, diagnostics, sources };
}

function readNamed<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof Problem)
      throw new GrammarError(`cannot be read: ${error.kernel?.errno ?? error.message}`);
    throw error;
  }
}

/** -p, then `name:`, then the directory's name with what names may not hold left out, as Docker Compose does. */
function projectName(raw: RawProject, inputs: Inputs, findings: Findings): string {
  if (inputs.projectName !== undefined) {
    return nameOfCaller(inputs.projectName, findings);
  }
  if (raw.name !== undefined) return findings.read(['name'], raw.name, parseProjectName) ?? 'invalid';
  const derived = basename(inputs.directory)
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '')
    .replace(/^[_-]+/, '')
    .slice(0, 40);
  if (derived !== '') return derived;
  findings.error('missing-key', [], `no project name can be derived from the directory ${inputs.directory}`, {
    hint: 'write `name: …` at the top of the file, or use -p',
  });
  return 'invalid';
}

/** No line of the spec is to blame for it. */
function nameOfCaller(name: string, findings: Findings): string {
  try {
    return parseProjectName(name);
  } catch (error) {
    if (!(error instanceof GrammarError)) throw error;
    findings.diagnostics.push({
      code: 'invalid-name',
      severity: 'error',
      message: `${quote(name)} ${error.message}`,
    });
    return 'invalid';
  }
}
