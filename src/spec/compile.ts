/** Inputs to project: assemble, validate, normalise, check. No stage repairs another's faults. */
import { ExitCode, Problem } from '../model/problem.js';
import type { Project } from '../model/project.js';
import { assemble, type Sources } from './assemble/assemble.js';
import { type Diagnostic, quote, sortDiagnostics } from './diagnostic.js';
import { Findings } from './findings.js';
import type { Inputs } from './inputs.js';
import { normalize } from './normalize/project.js';
import type { RawProject } from './raw.js';
import { standardInputName } from './reader.js';
import type { LoadResult } from './request.js';
import { flatten } from './validate/flatten.js';
import { validate } from './validate/validate.js';
import { GrammarError } from './values/grammar-error.js';
import { parseProjectName, projectNameOf } from './values/names.js';

/**
 * @param sources receives the texts that messages may quote
 * @throws SpecFailure when a file cannot be parsed, or was written for another program
 */
export function compile(inputs: Inputs, sources: Sources): LoadResult {
  const findings = new Findings();
  findings.diagnostics.push(...inputs.warnings);
  const tree = assemble(inputs, findings, sources);
  findings.locateIn(tree);
  const { value, positions } = flatten(tree);
  const raw = validate(value, findings);
  const files = inputs.files.map(each => each.file).filter(each => each !== standardInputName);
  const project: Project = normalize(raw, projectName(raw, inputs, findings), files, {
    findings,
    directory: inputs.directory,
    lookup: inputs.lookup,
    lookupSecret: inputs.lookupSecret,
    readFile: path => readNamed(() => inputs.reader.file(path)),
    digestFile: path => readNamed(() => inputs.reader.digest(path)),
    positions,
    activeProfiles: new Set(inputs.profiles),
    scale: inputs.scale,
  });
  const diagnostics: Diagnostic[] = sortDiagnostics(findings.diagnostics);
  if (!findings.failed) return { ok: true, project, warnings: diagnostics };
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
  const derived = projectNameOf(inputs.directory);
  if (derived !== undefined) return derived;
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
