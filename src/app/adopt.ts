/** A spec of what is running: of one of our projects whose own is lost, or of what others have made on this host. */
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Adopted } from '../adopt/adopted.js';
import { appliedLinks, launchedParts } from '../adopt/ended.js';
import { formatAdopted } from '../adopt/format.js';
import { adoptHost } from '../adopt/host.js';
import { adoptProject } from '../adopt/project.js';
import type { Project } from '../model/project.js';
import { linkContainers } from '../reconcile/links.js';
import { reconcile } from '../reconcile/reconcile.js';
import { namedNamespaces, namespacesDirectory } from '../runtime/named-namespaces.js';
import { takeSnapshot } from '../runtime/take-snapshot.js';
import { load } from '../spec/load.js';
import type { LoadResult } from '../spec/request.js';
import { projectNameOf } from '../spec/values/names.js';
import { projectDirectories } from '../store/directories.js';
import { readRecord } from '../store/record.js';
import type { AdoptedSpec, AdoptOptions, Invocation } from './contract.js';
import { lxcContainers, lxcDirectory } from './lxc-containers.js';
import { observe } from './observe.js';
import { projects } from './projects.js';

/** Changes nothing. With -p and a project of that name on this host that project, else what is not ours. */
export async function adopt(invocation: Invocation, options: AdoptOptions): Promise<AdoptedSpec> {
  const own = (await projects()).filter(each => each.running + each.stopped > 0);
  const name = invocation.projectName;
  const project = options.fromHost ? undefined : own.find(each => each.name === name);
  if (project) return await ofProject(invocation, project.name);
  const remarks = own.map(
    each =>
      `project ${each.name} is lxc-compose's own (${each.file ?? 'no file'}): \`adopt -p ${each.name}\` gives its spec`,
  );
  return await ofHost(name ?? projectNameOf(hostname()) ?? 'host', options, remarks);
}

/** Looked at twice: which limits and settings there are to read is known from the first time only. */
async function ofProject(invocation: Invocation, name: string): Promise<AdoptedSpec> {
  const { state } = projectDirectories(name);
  const record = readRecord(state);
  const head = [
    `Project ${name} as it runs on ${hostname()}, written by \`lxc-compose adopt\`.`,
    'What a plan does not compare is not here: depends_on, profiles, labels, scale, pools, variables, comments.',
  ];
  const first = await observe(invocation, name);
  const launched = [...first.living.values()].map(each => ({
    name: each.name,
    ended: each.state === 'STOPPED',
    resources: each.applied?.resources ?? {},
  }));
  const parts = launchedParts(launched, record.applied);
  const links = appliedLinks(record.applied);
  const draft = specOf(
    name,
    adoptProject(name, [...first.resources, ...parts, ...links], record.applied),
    head,
  );
  const loaded = await loadText(invocation, draft.text);
  const second = loaded.ok ? (await observe(invocation, name, loaded.project)).resources : first.resources;
  const seen = new Set(second.map(each => each.id));
  const ended = launched.filter(each => each.ended).map(each => each.name);
  const resources = [
    ...second,
    ...parts.filter(each => !seen.has(each.id)),
    ...links.filter(each => !seen.has(each.id) && linkContainers(each).some(name => ended.includes(name))),
  ];
  const adopted = adoptProject(name, resources, record.applied);
  const written = await loadText(invocation, specOf(name, adopted, head).text);
  adopted.remarks.push(...(written.ok ? await whatIsLeft(invocation, written.project) : errorsOf(written)));
  if (record.file !== null && existsSync(record.file))
    adopted.remarks.push(`its spec is still there: ${record.file}`);
  return specOf(name, adopted, head);
}

function loadText(invocation: Invocation, text: string): Promise<LoadResult> {
  return load({ ...invocation, files: ['-'], standardInput: text, envFiles: [], profiles: [] });
}

function errorsOf(result: LoadResult): string[] {
  return result.ok ? [] : result.diagnostics.map(each => `the spec does not load: ${each.message}`);
}

/** What a plan of the new spec still would do: something that no spec can say. */
async function whatIsLeft(invocation: Invocation, project: Project): Promise<string[]> {
  const { resources } = await observe(invocation, project.name, project);
  const { operations } = reconcile({
    project,
    observed: resources,
    lastApplied: {},
    only: null,
    recreate: new Set(),
    removeOrphans: false,
  });
  return operations.map(({ action, resource, changes }) => {
    const which = changes.map(each => each.attribute).join(', ');
    return `no spec can say it, so a plan is left: ${action} ${resource}${which && ` (${which})`}`;
  });
}

async function ofHost(name: string, options: AdoptOptions, remarks: string[]): Promise<AdoptedSpec> {
  const directory = options.namespaces ?? namespacesDirectory;
  const snapshot = takeSnapshot(name, projectDirectories(name).run);
  const [links, namespaces] = await Promise.all([snapshot.links(), namedNamespaces(directory)]);
  const lxc = lxcContainers(options.lxcPath ?? lxcDirectory, remarks);
  const adopted = adoptHost(links, namespaces, lxc);
  adopted.remarks.unshift(...remarks);
  const head = [
    `What others have made on ${hostname()}, written by \`lxc-compose adopt\`.`,
    'Bridges are joined as they are. What runs elsewhere is under the profile `adopted`: a plan without it is empty.',
  ];
  return specOf(name, adopted, head);
}

function specOf(name: string, adopted: Adopted, head: string[]): AdoptedSpec {
  return { text: formatAdopted(name, adopted, head), remarks: adopted.remarks };
}
