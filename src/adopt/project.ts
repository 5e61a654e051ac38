/** A project of ours whose spec is lost, from what its containers and the kernel say. */
import type { Attributes, Resource } from '../model/resource.js';
import { defined } from '../spec/print/defined.js';
import type { YamlValue } from '../spec/print/yaml.js';
import { type Adopted, nothingAdopted } from './adopted.js';
import { listIn, ofKind } from './attributes.js';
import { describeLimits, describeMounts, describeProcess, describeRootfs } from './container.js';
import { namesOf } from './hosts.js';
import { describeBridge, describeLink, describeNics, type LastApplied, parsePublished } from './network.js';
import { inOrderOf } from './order.js';
import { describeGrants, describeSource, type KnownSources } from './provided.js';

/** The plan of what comes out is empty on the host that it was taken from, but for what the remarks say. */
export function adoptProject(
  project: string,
  resources: readonly Resource[],
  applied: LastApplied,
  known: KnownSources = { configs: [], secrets: [] },
): Adopted {
  const result = nothingAdopted();
  const firewall = ofKind(resources, 'firewall')[0]?.attributes ?? {};
  for (const bridge of ofKind(resources, 'bridge')) {
    result.networks[bridge.id.slice('networks.'.length)] = describeBridge(bridge, applied, firewall);
    const translated = listIn(firewall, 'nat').filter(
      each => `networks.${each.split(' ')[0]}` === bridge.id,
    ).length;
    const { length } = listIn(bridge.attributes, 'addresses');
    if (translated > 0 && translated !== length) {
      result.remarks.push(
        `${bridge.id}: NAT is for ${translated} of ${length} addresses, and \`up\` makes it for all`,
      );
    }
    if (bridge.attributes['up'] === false)
      result.remarks.push(`${bridge.id} is down, and \`up\` brings it up`);
  }
  result.links = ofKind(resources, 'link').map(each => describeLink(each, applied));
  const present = new Set(ofKind(resources, 'link').map(each => each.id));
  for (const id of Object.keys(applied)) {
    if (id.startsWith('links.') && !present.has(id))
      result.remarks.push(`${id} was asked for and is not there`);
  }
  const containers = ofKind(resources, 'container').map(each =>
    adoptContainer(each, project, resources, applied),
  );
  giveNames(
    containers,
    namedResources(
      resources,
      applied,
      containers.map(each => each.name),
    ),
  );
  sortAsHosts(containers, resources);
  sortAsApplied(containers, applied);
  givePorts(containers, listIn(firewall, 'ports'), result.remarks);
  for (const { name, keys, nics, mounts } of containers) {
    for (const network of Object.keys(nics)) result.networks[network] ??= { external: true };
    for (const mount of mounts as { type: string; source: string }[]) {
      if (mount.type === 'volume') result.volumes[mount.source] = {};
    }
    for (const kind of ['configs', 'secrets'] as const) {
      const { grants, unknown } = describeGrants(kind, name, resources, known);
      keys[kind] = grants;
      result.remarks.push(
        ...unknown.map(
          each => `${each}: where its content comes from is not known, so it is not in the spec`,
        ),
      );
    }
    result.containers[name] = defined({ ...keys, networks: nics });
    result.comments[`containers.${name}`] = ['from its monitor, its namespaces and its control group'];
    result.remarks.push(...lossesOf(name, resources));
  }
  for (const kind of ['configs', 'secrets'] as const) {
    result[kind] = Object.fromEntries(known[kind].map(each => [each.name, describeSource(each)]));
  }
  return result;
}

interface AdoptedContainer {
  name: string;
  keys: Record<string, YamlValue>;
  nics: Record<string, Record<string, YamlValue>>;
  mounts: YamlValue[];
}

function adoptContainer(
  resource: Resource,
  project: string,
  resources: readonly Resource[],
  applied: LastApplied,
): AdoptedContainer {
  const name = resource.container!;
  const rootfs = ofKind(resources, 'rootfs', name)[0];
  const mounts = describeMounts(resources, name);
  const nics = describeNics(resources, name, project, applied) as AdoptedContainer['nics'];
  const keys = {
    ...describeRootfs(rootfs),
    ...describeProcess(resource),
    volumes: mounts,
    ...describeLimits(resources, name),
  };
  return { name, keys, nics, mounts };
}

/**
 * The files that are /etc/hosts say by addresses who is who: those of the moment when they were written, whatever somebody
 * has changed since then.
 */
function namedResources(
  resources: readonly Resource[],
  applied: LastApplied,
  names: readonly string[],
): readonly Resource[] {
  const written = Object.entries(applied).flatMap(([id, given]): Resource[] => {
    const attributes = given as Attributes;
    if (id.startsWith('hosts.')) return [{ kind: 'hosts', id, attributes }];
    const container = names.find(
      each => id === `containers.${each}` || id.startsWith(`containers.${each}.networks.`),
    );
    if (container === undefined) return [];
    return [{ kind: id === `containers.${container}` ? 'container' : 'nic', id, container, attributes }];
  });
  return ofKind(written, 'hosts').length > 0 ? written : resources;
}

/** Aliases stand with the interface whose address they mean. */
function giveNames(containers: AdoptedContainer[], resources: readonly Resource[]): void {
  const owners = new Map<string, string[]>();
  for (const { name } of containers) {
    const hostname = ofKind(resources, 'container', name)[0]?.attributes['hostname'];
    for (const address of ofKind(resources, 'nic', name).flatMap(addressesOf))
      owners.set(address, [name, String(hostname)]);
  }
  const seen = containers.map(each => ({
    ...each,
    own: ofKind(resources, 'nic', each.name),
  }));
  const aliases = new Map<string, string[]>();
  for (const { keys, own } of seen) {
    const names = namesOf(own.map(networkOf), resources, owners);
    for (const [address, further] of names.aliases) aliases.set(address, further);
    keys['extra_hosts'] = names.extraHosts;
  }
  for (const { nics, own } of seen) {
    for (const nic of own) {
      const further = [...new Set(addressesOf(nic).flatMap(address => aliases.get(address) ?? []))];
      const described = nics[networkOf(nic)];
      if (described && further.length > 0) described['aliases'] = further;
    }
  }
}

function addressesOf({ attributes }: Resource): string[] {
  return listIn(attributes, 'addresses').map(each => each.slice(0, each.indexOf('/')));
}

/** `containers.web.networks.br0` */
function networkOf({ id, container }: Resource): string {
  return id.slice(`containers.${container}.networks.`.length);
}

/** The files that are /etc/hosts have the containers in the order of the spec. */
function sortAsHosts(containers: AdoptedContainer[], resources: readonly Resource[]): void {
  const owners = new Map<string, string>();
  for (const { name, nics } of containers) {
    for (const nic of Object.values(nics)) {
      for (const each of (nic['addresses'] ?? []) as string[]) owners.set(each.split('/')[0]!, name);
    }
  }
  const sequences = ofKind(resources, 'hosts').map(({ attributes }) => [
    ...new Set(listIn(attributes, 'lines').flatMap(line => owners.get(line.split(' ')[0]!) ?? [])),
  ]);
  const order = inOrderOf(
    containers.map(each => each.name),
    sequences,
  );
  containers.sort((left, right) => order.indexOf(left.name) - order.indexOf(right.name));
}

/** Resources are recorded in the order in which the spec had them. */
function sortAsApplied(containers: AdoptedContainer[], applied: LastApplied): void {
  const order = Object.keys(applied);
  const place = ({ name }: AdoptedContainer) => order.indexOf(`containers.${name}`);
  if (containers.every(each => place(each) >= 0))
    containers.sort((left, right) => place(left) - place(right));
}

function givePorts(containers: AdoptedContainer[], published: readonly string[], remarks: string[]): void {
  for (const text of published) {
    const found = parsePublished(text);
    const owner = containers.find(({ nics }) =>
      Object.values(nics).some(nic =>
        ((nic['addresses'] ?? []) as string[]).some(each => each.split('/')[0] === found?.address),
      ),
    );
    if (found && owner) owner.keys['ports'] = [...((owner.keys['ports'] ?? []) as YamlValue[]), found.port];
    else remarks.push(`the published port ${text} leads to no container`);
  }
}

function lossesOf(name: string, resources: readonly Resource[]): string[] {
  const { state, exit_code: code } = ofKind(resources, 'container', name)[0]?.attributes ?? {};
  if (state !== 'STOPPED') return [];
  return [`container ${name} is not running${code == null ? '' : ` (it ended with ${String(code)})`}`];
}
