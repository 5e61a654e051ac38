/** The spec as lint sees it: loaded with all of its profiles, with every file that it is made of. */
import { lint as findMistakes } from '../lint/lint.js';
import { profilesIn } from '../lint/profiles.js';
import { readSourceText } from '../lint/source-text.js';
import { ExitCode } from '../model/problem.js';
import type { Project } from '../model/project.js';
import { loadThrough } from '../spec/load.js';
import { Reader, standardInputName } from '../spec/reader.js';
import type { Invocation, LintResult } from './contract.js';
import { InvalidSpec } from './load.js';

/**
 * Never through the cache: the texts are needed as well.
 * @throws InvalidSpec with exit code 66 when there is no spec
 */
export async function lint(invocation: Invocation): Promise<LintResult> {
  const reader = new Reader(invocation.environment);
  const loadWith = (profiles: string[]) => loadThrough({ ...invocation, profiles }, reader);
  const asked = await loadWith(invocation.profiles);
  if (!asked.ok) {
    const { exitCode, diagnostics, sources } = asked;
    if (exitCode !== ExitCode.invalidSpec) throw new InvalidSpec(exitCode, diagnostics, sources);
    const findings = diagnostics.map(({ code, severity, ...rest }) => ({
      code,
      name: code,
      level: severity,
      ...rest,
    }));
    return { valid: false, findings, sources };
  }
  const sources = textsOf(asked.project, reader, invocation.standardInput);
  const names = profilesIn([...sources].map(([file, text]) => readSourceText(file, text)));
  const everything = names.size > 0 ? await loadWith(['*']) : asked;
  const views = everything.ok
    ? [everything.project]
    : [asked.project, ...(await eachProfile(names, invocation.profiles, loadWith))];
  const remarks = everything.ok ? everything.warnings : asked.warnings;
  return {
    valid: true,
    findings: findMistakes({ views, remarks, texts: sources, profiles: invocation.profiles }),
    sources,
  };
}

/** Profiles that exclude each other (two variants of one port) cannot be loaded together; each can with what was asked for. */
async function eachProfile(
  names: ReadonlySet<string>,
  asked: readonly string[],
  loadWith: (profiles: string[]) => ReturnType<typeof loadThrough>,
): Promise<Project[]> {
  const projects: Project[] = [];
  for (const name of names) {
    const result = await loadWith([...asked, name]);
    if (result.ok) projects.push(result.project);
  }
  return projects;
}

function textsOf(project: Project, reader: Reader, standardInput: string | undefined): Map<string, string> {
  const files = new Set([...project.files, ...Object.values(project.positions).map(each => each.file)]);
  const texts = new Map<string, string>();
  for (const file of files) {
    const text = file === standardInputName ? standardInput : reader.file(file);
    if (text != null) texts.set(file, text);
  }
  return texts;
}
