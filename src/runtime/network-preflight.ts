/** What a plan needs of the host's network before anything is changed: kinds of interfaces, and parents for them. */
import { positionOf } from '../model/positions.js';
import { ExitCode, Problem } from '../model/problem.js';
import type { Network, Project } from '../model/project.js';
import { findProgram, runProgram } from '../netbridge/program.js';
import type { Snapshot } from './snapshot.js';

/** Kinds that are asked for, with what makes the kernel say something else than that it does not know them. */
const kinds: Partial<Record<Network['type'], { option: string; words: string[] }>> = {
  macvlan: { option: 'CONFIG_MACVLAN', words: ['macvlan'] },
  ipvlan: { option: 'CONFIG_IPVLAN', words: ['ipvlan'] },
  vlan: { option: 'CONFIG_VLAN_8021Q', words: ['vlan', 'id', '1'] },
};

/** @throws Problem (69) naming the kernel's option, or the interface that is not there */
export async function requireNetworks(project: Project, snapshot: Snapshot): Promise<void> {
  const networks = project.networks.filter(
    each =>
      each.type !== 'bridge' &&
      project.containers.some(({ nics }) => nics.some(nic => nic.network === each.name)),
  );
  if (networks.length === 0) return;
  await Promise.all(
    [...new Map(networks.map(each => [each.type, each])).values()].map(each => requireKind(project, each)),
  );
  const [links, namespaces] = await Promise.all([snapshot.links(), snapshot.namespaces()]);
  const here = [...links, ...[...namespaces.values()].flatMap(view => view.links)];
  for (const { name, type, parent } of networks) {
    const isAway = (altname: string) =>
      altname.startsWith(`lxcc:${project.name}:`) && altname.endsWith(`:${parent}`);
    const isBridge = project.networks.some(
      each => each.name === parent && each.type === 'bridge' && !each.external,
    );
    const found = links.some(link => link.name === parent) || here.some(link => link.altnames.some(isAway));
    if (found || (isBridge && type !== 'phys')) continue;
    const position = positionOf(project, `networks.${name}.parent`);
    throw new Problem(`the interface ${parent}, parent of network ${name}, is not on this host`, {
      exitCode: ExitCode.unavailable,
      ...(position && { position }),
      remedy: 'Give `parent` the name of an interface that `ip link` shows.',
    });
  }
}

/** The kinds that not every kernel has, with the option that it is built with. */
export function kindsOfInterfaces(): Promise<{ type: string; option: string; present: boolean }[]> {
  return Promise.all(
    Object.entries(kinds).map(async ([type, { option, words }]) => ({
      type,
      option,
      present: await knowsKind(words),
    })),
  );
}

/** @throws Problem (69) */
async function requireKind(project: Project, { name, type }: Network): Promise<void> {
  const kind = kinds[type];
  if (!kind || (await knowsKind(kind.words))) return;
  const position = positionOf(project, `networks.${name}.type`);
  throw new Problem(`this kernel has no ${type} interfaces: it is built without ${kind.option}`, {
    exitCode: ExitCode.unavailable,
    ...(position && { position }),
    kernel: { step: 'ask for the kind of interface', call: `ip link add type ${type}`, errno: 'EOPNOTSUPP' },
    remedy: `Load its module, use a kernel with ${kind.option}, or give the network another \`type\`.`,
  });
}

/**
 * The kernel is asked for one without the parent that it needs: it says whether it knows the kind, and makes nothing.
 * What it has been built with is not to be read everywhere, and what it can load is known to it alone.
 */
async function knowsKind(words: string[]): Promise<boolean> {
  const ip = findProgram('ip', 'iproute2');
  const { stderr } = await runProgram(
    ip,
    ['link', 'add', 'name', 'lxccprobe', 'type', ...words],
    undefined,
    -1,
  );
  return !/Unknown device type|not supported/.test(stderr);
}
