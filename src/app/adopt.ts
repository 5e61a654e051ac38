/** A spec of what is running: of one of our projects whose own is lost, or of what others have made on this host. */
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Adopted } from '../adopt/adopted.js';
import { formatAdopted } from '../adopt/format.js';
import { adoptHost } from '../adopt/host.js';
import { adoptProject } from '../adopt/project.js';
import type { Project } from '../model/project.js';
import type { Attributes, Resource } from '../model/resource.js';
import { reconcile } from '../reconcile/reconcile.js';
import { namedNamespaces, namespacesDirectory } from '../runtime/named-namespaces.js';
import { takeSnapshot } from '../runtime/take-snapshot.js';
import { load } from '../spec/load.js';
import { projectNameOf } from '../spec/values/names.js';
import { projectDirectories } from '../store/directories.js';
import { readRecord } from '../store/record.js';
import type { AdoptedSpec, AdoptOptions, Invocation } from './contract.js';
import { lxcContainers, lxcDirectory } from './lxc-containers.js';
import { type Observation, observe } from './observe.js';
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
  const resources = [...first.resources, ...launchedLimits(first)];
  const draft = adoptProject(name, resources, record.applied, record.provided);
  const loaded = await loadText(invocation, specOf(name, draft, head).text);
  const second = await observe(invocation, name, loaded);
  const adopted = adoptProject(name, loaded ? second.resources : resources, record.applied, record.provided);
  const { text } = specOf(name, adopted, head);
  adopted.remarks.push(...(await leftToDo(invocation, text, second.resources, record.applied)));
  if (record.file !== null && existsSync(record.file))
    adopted.remarks.push(`its spec is still there: ${record.file}`);
  return { text, remarks: adopted.remarks };
}

async function loadText(invocation: Invocation, standardInput: string): Promise<Project | undefined> {
  const loaded = await load({ ...invocation, files: ['-'], standardInput, profiles: [] });
  return loaded.ok ? loaded.project : undefined;
}

/** What a plan of the text would still do: the spec has no words for it. */
async function leftToDo(
  invocation: Invocation,
  text: string,
  observed: Resource[],
  lastApplied: Record<string, Record<string, unknown>>,
): Promise<string[]> {
  const project = await loadText(invocation, text);
  if (!project) return ['the spec has mistakes: `lxc-compose config` shows them'];
  const plan = reconcile({
    project,
    observed,
    lastApplied,
    only: null,
    recreate: new Set(),
    removeOrphans: false,
  });
  return plan.operations.map(each => `a plan is not empty, because of ${each.id}`);
}

/** The limits that each container was made with. */
function launchedLimits({ living }: Observation): Resource[] {
  return [...living.values()].flatMap(({ name, applied }) =>
    Object.entries(applied?.resources ?? {})
      .filter(([id]) => id === `containers.${name}.limits` || id === `containers.${name}.cgroup`)
      .map(
        ([id, attributes]): Resource => ({
          kind: 'limits',
          id,
          container: name,
          attributes: attributes as Attributes,
        }),
      ),
  );
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
