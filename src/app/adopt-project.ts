/** The spec of one of our own projects, whose file is lost: as it was last applied, with what the host has now. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { formatCommented } from '../adopt/commented.js';
import { presentProject } from '../adopt/present/project.js';
import type { Project } from '../model/project.js';
import { describeProject } from '../spec/print.js';
import { projectDirectories } from '../store/directories.js';
import { readKeptSpec } from '../store/kept-spec.js';
import { readRecord } from '../store/record.js';
import { fillAddresses } from './addresses.js';
import { errorsOf, loadText, whatIsLeft } from './adopt-check.js';
import { reconstruct } from './adopt-reconstructed.js';
import type { AdoptedSpec, Invocation } from './contract.js';
import { observe } from './observe.js';

/** From the kept spec; without one, or when it cannot be read any more, from the host alone. */
export async function adoptProject(invocation: Invocation, name: string): Promise<AdoptedSpec> {
  const { state } = projectDirectories(name);
  const { file } = readRecord(state);
  const where = whereItWas(file);
  const head = [`The project ${name} as this host has it, written by \`lxc-compose adopt\`. ${where}`];
  const directory = file === null ? '/' : dirname(file);
  const kept = readKeptSpec(state);
  const result = kept === null ? undefined : await loadText(invocation, kept, directory, []);
  const written = result?.ok
    ? await bringUpToDate(invocation, result.project, head)
    : await fromHostAlone(invocation, name, head);
  const unreadable = result && !result.ok ? errorsOf(result) : [];
  const again = await loadText(invocation, written.text, directory, []);
  return {
    text: written.text,
    found: [...written.found, where],
    remarks: [
      ...unreadable.map(each => `the spec as it was applied cannot be used: ${each}`),
      ...written.remarks,
      ...(again.ok ? await whatIsLeft(invocation, again.project) : errorsOf(again)),
    ],
  };
}

function whereItWas(file: string | null): string {
  if (file === null) return 'Its spec was read from standard input.';
  return existsSync(file)
    ? `Its spec is ${file}, which is still there.`
    : `Its spec was ${file}, which is not there any more.`;
}

async function bringUpToDate(invocation: Invocation, loaded: Project, head: string[]): Promise<AdoptedSpec> {
  const { project } = fillAddresses(loaded);
  const { resources } = await observe(invocation, project.name, project);
  const present = presentProject(project, resources);
  const comments = new Map(
    [...present.changes].map(([path, lines]) => [path, ['Changed by hand since it was applied:', ...lines]]),
  );
  const pooled = project.containers.some(each => each.nics.some(nic => nic.pooled));
  const lines = pooled
    ? [
        ...head,
        'Addresses that were drawn from a pool are written out, so that nobody gets another one.',
        'lint-ignore-file: LXCC1103',
      ]
    : head;
  const { name, containers, networks, links } = present.project;
  return {
    text: formatCommented({ spec: describeProject(present.project), head: lines, comments, tail: [] }),
    found: [
      `project ${name}: ${containers.length} containers, ${networks.length} networks, ${links.length} links`,
      ...[...present.changes].flatMap(([path, changes]) => changes.map(each => `${path}: ${each}`)),
    ],
    remarks: [],
  };
}

async function fromHostAlone(invocation: Invocation, name: string, head: string[]): Promise<AdoptedSpec> {
  const { text, adopted } = await reconstruct(invocation, name, head);
  const { containers, networks, links, remarks } = adopted;
  const count = (members: object) => Object.keys(members).length;
  return {
    text,
    found: [
      `project ${name}: ${count(containers)} containers, ${count(networks)} networks, ${links.length} links; no spec of it was kept`,
    ],
    remarks,
  };
}
