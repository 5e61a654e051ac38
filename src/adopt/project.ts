/** A project of ours whose spec is lost, from what its containers and the kernel say. */
import type { Resource } from '../model/resource.js';
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
  const containers = ofKind(resources, 'container').map(each =>
    adoptContainer(each, project, resources, applied),
  );
  giveNames(containers, resources);
  sortAsHosts(containers, resources);
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

/** Aliases stand with the interface whose address they mean. */
function giveNames(containers: AdoptedContainer[], resources: readonly Resource[]): void {
  const bare = (address: string) => address.slice(0, address.indexOf('/'));
  const addressesOf = (nic: Record<string, YamlValue>) => ((nic['addresses'] ?? []) as string[]).map(bare);
  const owners = new Map<string, string[]>();
  for (const { name, keys, nics } of containers) {
    for (const address of Object.values(nics).flatMap(addressesOf))
      owners.set(address, [name, String(keys['hostname'])]);
  }
  const aliases = new Map<string, string[]>();
  for (const { keys, nics } of containers) {
    const names = namesOf(Object.keys(nics), resources, owners);
    for (const [address, further] of names.aliases) aliases.set(address, further);
    keys['extra_hosts'] = names.extraHosts;
  }
  for (const nic of containers.flatMap(each => Object.values(each.nics))) {
    const further = addressesOf(nic).flatMap(address => aliases.get(address) ?? []);
    if (further.length > 0) nic['aliases'] = [...new Set(further)];
  }
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
