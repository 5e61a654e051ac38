/** The spec of what is on the host and not ours: bridges, named network namespaces, LXC's containers. */
import { hostname } from 'node:os';
import { formatCommented } from '../adopt/commented.js';
import { adoptBridges } from '../adopt/host/bridges.js';
import { type AdoptDraft, adoptedProfile, emptyDraft, specOf } from '../adopt/host/draft.js';
import { adoptLxc, bridgesOf, type LxcTranslation } from '../adopt/host/lxc.js';
import { adoptNamespaces } from '../adopt/host/namespaces.js';
import type { HostView } from '../model/host-view.js';
import { joinViews } from '../runtime/host-view.js';
import { readContainers } from '../runtime/living.js';
import { findLxcContainers, type LxcContainer } from '../runtime/lxc-containers.js';
import { namedNamespaces } from '../runtime/named-namespaces.js';
import { lookAtNamespaces } from '../runtime/observer.js';
import { SpecFailure } from '../spec/diagnostic.js';
import { formatYaml } from '../spec/print/yaml.js';
import { Reader } from '../spec/reader.js';
import { projectNameOf } from '../spec/values/names.js';
import { projectDirectories } from '../store/directories.js';
import { importLxc } from '../translate/lxc/import.js';
import { errorsOf, loadText, whatIsLeft } from './adopt-check.js';
import type { AdoptedSpec, AdoptOptions, Invocation } from './contract.js';

type Projects = { name: string }[];

/** @param own projects, which are left alone */
export async function adoptHost(
  invocation: Invocation,
  { lxcPath = usualLxcPath, namespaces }: AdoptOptions,
  own: Projects,
): Promise<AdoptedSpec> {
  const draft = emptyDraft(invocation.projectName ?? nameOfHost(own));
  const containers = findLxcContainers(lxcPath);
  const view = await lookAround(containers, own, namespaces, draft);
  const lxc = containers.flatMap(each => translateLxc(each, lxcPath, invocation, draft));
  const joined = new Set([...view.namespaces.flatMap(bridgesJoined), ...lxc.flatMap(bridgesOf)]);
  adoptBridges(view.bridges, view.namespaces, joined, draft);
  adoptNamespaces(view.namespaces, draft);
  adoptLxc(lxc, draft);
  const directory = invocation.workingDirectory;
  const tail = await dropWhatDoesNotLoad(draft, invocation, directory);
  const text = formatCommented({
    spec: specOf(draft),
    head: headOf(draft),
    comments: draft.comments,
    tail,
  });
  const result = await loadText(invocation, text, directory, []);
  const whole = await loadText(invocation, text, directory, ['*']);
  return {
    text,
    found: draft.found,
    remarks: [
      ...draft.remarks,
      ...(result.ok ? await whatIsLeft(invocation, result.project) : errorsOf(result)),
      ...errorsOf(whole).map(each => `with the profile ${adoptedProfile}: ${each}`),
    ],
  };
}

/** A name that none of our projects has: a plan would be about that one. */
function nameOfHost(own: Projects): string {
  let name = projectNameOf(hostname()) ?? 'host';
  while (own.some(each => each.name === name)) name = `${name.slice(0, 35)}-host`;
  return name;
}

/** Settings that make a namespace a router. */
const forwarding = ['net.ipv4.ip_forward', 'net.ipv6.conf.all.forwarding'];

async function lookAround(
  containers: readonly LxcContainer[],
  own: Projects,
  directory: string | undefined,
  draft: AdoptDraft,
): Promise<HostView> {
  const known = new Map<string, string>();
  for (const { name, pid } of containers)
    if (pid !== null) known.set(`/proc/${pid}/ns/net`, `the network of LXC's container ${name}`);
  for (const { name } of own) {
    for (const each of readContainers(projectDirectories(name).run).values()) {
      if (each.pid !== null)
        known.set(`/proc/${each.pid}/ns/net`, `the network of ${each.name} of the project ${name}`);
    }
  }
  const { namespaces, others } = namedNamespaces(known, directory);
  for (const { name, reason } of others)
    draft.remarks.push(`the network namespace ${name} is not in the spec: ${reason}`);
  const view = joinViews(
    await lookAtNamespaces(
      namespaces.map(each => each.file),
      forwarding,
    ),
    namespaces,
  );
  const seen = new Set(view.namespaces.map(each => each.name));
  for (const { name } of namespaces)
    if (!seen.has(name))
      draft.remarks.push(`the network namespace ${name} is not in the spec: it went away meanwhile`);
  return view;
}

function bridgesJoined({ interfaces }: HostView['namespaces'][number]): string[] {
  return interfaces.flatMap(({ peer }) =>
    peer?.where === 'host' && peer.bridge !== null ? [peer.bridge] : [],
  );
}

const usualLxcPath = '/var/lib/lxc';

function translateLxc(
  { name, file, pid }: LxcContainer,
  lxcPath: string,
  { environment }: Invocation,
  draft: AdoptDraft,
): LxcTranslation[] {
  const reader = new Reader(environment);
  try {
    const translation = importLxc({
      file,
      text: reader.file(file) ?? '',
      readFile: path => reader.file(path),
      listFiles: directory => reader.listFiles(directory),
    });
    return [{ name, file, lxcPath: lxcPath === usualLxcPath ? null : lxcPath, pid, translation }];
  } catch (error) {
    if (!(error instanceof SpecFailure)) throw error;
    for (const { message, range } of error.diagnostics)
      draft.remarks.push(
        `LXC's container ${name} is not in the spec: ${file}:${range?.line ?? 1}: ${message}`,
      );
    return [];
  }
}

/**
 * One that is wrong must not keep the others from being loaded; of two that cannot be together, such as those with one
 * address, the first stays. @returns comments that show what they were
 */
async function dropWhatDoesNotLoad(
  draft: AdoptDraft,
  invocation: Invocation,
  directory: string,
): Promise<string[]> {
  const errorsWith = async (names?: ReadonlySet<string>) =>
    errorsOf(await loadText(invocation, formatYaml(specOf(draft, names)), directory, ['*']));
  if ((await errorsWith()).length === 0) return [];
  const tail: string[] = [];
  const kept = new Set<string>();
  for (const [name, container] of Object.entries(draft.containers)) {
    const [error] = await errorsWith(new Set([...kept, name]));
    if (error === undefined) {
      kept.add(name);
      continue;
    }
    const comments = draft.comments.get(`containers.${name}`) ?? [];
    const lines = formatYaml({ containers: { [name]: container } })
      .trimEnd()
      .split('\n');
    tail.push(...comments, `It cannot be taken over as it is: ${error}.`, ...lines, '');
    draft.remarks.push(`containers.${name} stands in a comment at the end of the spec: ${error}`);
    draft.comments.delete(`containers.${name}`);
    delete draft.containers[name];
    draft.links = draft.links.filter(each => !each.containers.includes(name));
  }
  return tail;
}

function headOf({ containers }: AdoptDraft): string[] {
  const count = Object.keys(containers).length;
  return [
    'What is on this host and not of lxc-compose, written by `lxc-compose adopt`. Nothing is managed that is not said here:',
    'the networks are joined and checked, never changed.',
    ...(count === 0
      ? []
      : [`The containers are in the profile ${adoptedProfile}: without it \`up\` starts none of them.`]),
  ];
}
