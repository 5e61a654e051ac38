/** The spec of one of our own projects, whose file is lost: as it was last applied, with what the host has now. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { ExitCode, Problem } from '../model/problem.js';
import { describeProject } from '../spec/print.js';
import { projectDirectories } from '../store/directories.js';
import { readKeptSpec } from '../store/kept-spec.js';
import { readRecord } from '../store/record.js';
import { formatCommented } from '../translate/adopt/commented.js';
import { presentProject } from '../translate/adopt/present/project.js';
import { fillAddresses } from './addresses.js';
import { errorsOf, loadText, whatIsLeft } from './adopt-check.js';
import type { AdoptedSpec, Invocation } from './contract.js';
import { observe } from './observe.js';

/** @throws Problem (4) when nothing is known of what it was */
export async function adoptProject(invocation: Invocation, name: string): Promise<AdoptedSpec> {
  const { state } = projectDirectories(name);
  const { file } = readRecord(state);
  const kept = readKeptSpec(state);
  if (kept === null) {
    throw new Problem(`it is not known what the project ${name} was asked to be`, {
      exitCode: ExitCode.refused,
      remedy: 'A version that keeps the spec has not brought it up yet: run `up` with its own spec once.',
    });
  }
  const where =
    file === null
      ? 'It was read from standard input.'
      : `Its spec ${existsSync(file) ? `is ${file}, which is still there` : `was ${file}, which is not there any more`}.`;
  const head = [`The project ${name} as this host has it, written by \`lxc-compose adopt\`. ${where}`];
  const directory = file === null ? '/' : dirname(file);
  const result = await loadText(invocation, kept, directory, []);
  if (!result.ok) {
    const missing = errorsOf(result).map(each => `in the spec as it was applied: ${each}`);
    const text = formatCommented({ spec: {}, head, comments: new Map(), tail: [] });
    return { text: `${text}\n${kept}`, found: [where], missing };
  }
  const { project } = fillAddresses(result.project);
  const { resources } = await observe(invocation, name, project);
  const present = presentProject(project, resources);
  const comments = new Map(
    [...present.changes].map(([path, lines]) => [path, ['Changed by hand since it was applied:', ...lines]]),
  );
  if (project.containers.some(each => each.nics.some(nic => nic.pooled))) {
    head.push('Addresses that were drawn from a pool are written out, so that nobody gets another one.');
    head.push('lint-ignore-file: LXCC1103');
  }
  const text = formatCommented({ spec: describeProject(present.project), head, comments, tail: [] });
  const again = await loadText(invocation, text, directory, []);
  const { containers, networks, links } = present.project;
  return {
    text,
    found: [
      `project ${name}: ${containers.length} containers, ${networks.length} networks, ${links.length} links`,
      where,
      ...[...present.changes].flatMap(([path, lines]) => lines.map(line => `${path}: ${line}`)),
    ],
    missing: again.ok ? await whatIsLeft(invocation, again.project) : errorsOf(again),
  };
}
