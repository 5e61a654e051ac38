/** The networks of a service: addresses get prefixes, names get aliases, and the silent default network is written out. */
import { containerNamePattern } from '../../model/mark.js';
import { quote } from '../../spec/diagnostic.js';
import type { SpecNode } from '../../spec/node.js';
import { applyRules, keep, leaveOut, type Rules, type Target } from '../rules.js';
import { childOf, type Draft, entriesOf, isTrue, listOf, plain, textOf, textsOf } from '../tree.js';
import { hasVariable } from '../variables.js';
import { type Bridge, withPrefix } from './network.js';
import { defaultNetwork } from './networks.js';
import type { ServiceTarget } from './target.js';

/** The networks that a service joins, by their names in the file; none when it has no network of its own. */
export function networksOf(node: SpecNode): string[] {
  const mode = textOf(childOf(node, 'network_mode'));
  if (mode === 'none' || mode === 'host' || mode?.includes(':')) return [];
  const given = childOf(node, 'networks');
  const names = given?.kind === 'mapping' ? byPriority(given) : textsOf(given);
  return names.length > 0 ? names : [defaultNetwork];
}

/** Docker Compose connects in this order; the sort keeps equal ones as they are written. */
function byPriority(node: SpecNode): string[] {
  const priority = (value: SpecNode) => Number(textOf(childOf(value, 'priority')) ?? 0);
  return entriesOf(node)
    .sort((left, right) => priority(right.value) - priority(left.value))
    .map(each => each.key);
}

interface AttachmentTarget extends Target {
  bridge: Bridge;
  addresses: string[];
}

/** `networks` or `network_mode` of the container, and what depends on them. */
export function attach(target: ServiceTarget): void {
  const { node, draft, file, remarks } = target;
  const joined = networksOf(node);
  if (joined.length === 0) {
    withoutNetwork(target);
    return;
  }
  const mode = entriesOf(node).find(each => each.key === 'network_mode');
  if (mode)
    remarks.add(
      mode.at,
      `the network mode ${quote(textOf(mode.value) ?? '')} becomes the project's own bridge`,
    );
  const networks: Record<string, Draft> = {};
  const aliases = namesOf(target);
  for (const key of joined) {
    const bridge = file.networks.get(key);
    // What no network of the file has is an error there and here.
    const name = bridge?.name ?? key;
    const given = childOf(childOf(node, 'networks'), key);
    networks[name] = attachment(given, bridge, aliases, target);
  }
  preferGateway(target, networks);
  hardwareAddress(target, networks);
  const bare = Object.values(networks).every(each => Object.keys(each).length === 0);
  draft['networks'] = bare ? Object.keys(networks) : networks;
  refusePorts(target, joined);
}

/** Names besides the container's own under which Docker's resolver finds it. */
function namesOf({ node, service, name, draft, file }: ServiceTarget): string[] {
  const names = [...(file.linkedNames.get(service) ?? [])];
  const given = textOf(childOf(node, 'container_name'));
  // A container of another name is found by its key as well; a name that it cannot have is at least an alias.
  if (draft['container_name'] !== undefined) names.push(name);
  else if (given !== undefined) names.push(given);
  // Instances are called NAME-1, NAME-2, …; the bare name leads to all of them.
  if (draft['scale'] !== undefined || service !== name) names.push(service);
  return [...new Set(names)];
}

function attachment(
  node: SpecNode | undefined,
  bridge: Bridge | undefined,
  names: readonly string[],
  { remarks, name, draft: container }: ServiceTarget,
): Draft {
  const target: AttachmentTarget = {
    draft: {},
    remarks,
    bridge: bridge ?? { name: '', draft: {}, subnets: [], pooled: false, internal: false },
    addresses: [],
  };
  applyRules(node, attachmentRules, target, 'a network of a service');
  const { draft, addresses } = target;
  const aliases = [...new Set([...textsOf(childOf(node, 'aliases')), ...names])].filter(
    each => each !== (container['container_name'] ?? name),
  );
  if (addresses.length === 1) draft['address'] = addresses[0]!;
  if (addresses.length > 1) draft['addresses'] = addresses;
  if (aliases.length > 0) draft['aliases'] = aliases;
  return draft;
}

const address =
  (family: 'v4' | 'v6'): Rules<AttachmentTarget>[string] =>
  ({ key, at, value }, { bridge, addresses, remarks }) => {
    const text = textOf(value);
    if (text === undefined) return;
    const complete = withPrefix(bridge, text, family);
    if (complete !== undefined) addresses.push(complete);
    else {
      const message = `no subnet of the network is known around ${quote(text)}: ${quote(key)} is left out`;
      remarks.add(at, message, 'write `address` with its prefix');
    }
  };

const attachmentRules: Rules<AttachmentTarget> = {
  // Read with the other names.
  aliases: () => {},
  interface_name({ value }, { draft }) {
    draft['interface'] = plain(value);
  },
  ipv4_address: address('v4'),
  ipv6_address: address('v6'),
  mac_address({ value }, { draft }) {
    draft['mac'] = plain(value);
  },
  link_local_ips: leaveOut('write `addresses` with prefixes'),
  // Read with the order of the networks.
  priority: () => {},
  gw_priority: () => {},
  driver_opts: leaveOut(),
  'x-': keep,
};

/** The network of the highest `gw_priority` has the default route. */
function preferGateway({ node, file, remarks }: ServiceTarget, networks: Record<string, Draft>): void {
  const ranked = entriesOf(childOf(node, 'networks'))
    .map(({ key, value }) => ({ key, node: childOf(value, 'gw_priority') }))
    .filter(each => each.node !== undefined)
    .sort((left, right) => Number(textOf(right.node)) - Number(textOf(left.node)));
  const [first] = ranked;
  if (!first) return;
  const bridge = file.networks.get(first.key);
  if (!bridge || bridge.internal || bridge.subnets.length === 0) {
    remarks.add(
      first.node!.range,
      `the network ${quote(first.key)} has no gateway: "gw_priority" is left out`,
    );
  } else networks[bridge.name]!['gateway'] = 'auto';
}

function hardwareAddress({ node }: ServiceTarget, networks: Record<string, Draft>): void {
  const given = childOf(node, 'mac_address');
  const [first] = Object.values(networks);
  if (given && first) first['mac'] ??= plain(given);
}

function withoutNetwork(target: ServiceTarget): void {
  const { node, draft, file, remarks } = target;
  const { at, value } = entriesOf(node).find(each => each.key === 'network_mode')!;
  const text = textOf(value)!;
  const [kind, name = ''] = text.split(':');
  const service = kind === 'service' ? name : file.containerNames.get(name);
  if (text === 'none' || text === 'host') draft['network_mode'] = text;
  else if (service !== undefined && file.services.has(service)) {
    draft['network_mode'] = `container:${file.services.get(service)}`;
  } else if (hasVariable(text)) draft['network_mode'] = text;
  else {
    draft['network_mode'] = 'none';
    const hint = 'write `network_mode: container:NAME`, or join `networks`';
    remarks.add(at, `${quote(text)} is no container of this file: it gets no network`, hint);
  }
  for (const entry of entriesOf(node)) {
    if (!['ports', 'networks', 'mac_address'].includes(entry.key)) continue;
    delete draft[entry.key];
    remarks.add(entry.at, `"${entry.key}" does not go with the network mode ${quote(text)}: left out`);
  }
}

function refusePorts({ node, draft, file, remarks }: ServiceTarget, joined: readonly string[]): void {
  const ports = entriesOf(node).find(each => each.key === 'ports');
  if (!ports || draft['ports'] === undefined) return;
  const networks = Object.values(draft['networks'] as object) as Draft[];
  const addressed =
    joined.some(each => file.networks.get(each)?.pooled ?? true) ||
    networks.some(each => each['address'] !== undefined || each['addresses'] !== undefined);
  const scale = draft['scale'];
  if (addressed && !(typeof scale === 'number' && scale > 1)) return;
  delete draft['ports'];
  if (addressed) {
    const hint = 'publish from one container of its own, or give each its port';
    remarks.add(ports.at, `${String(scale)} instances cannot publish one port: "ports" is left out`, hint);
  } else {
    const hint = 'write `address` with its prefix under the network, and `ports` again';
    remarks.add(ports.at, 'the container has no address to publish ports to: "ports" is left out', hint);
  }
}

/** Names that `links` of other services give to each service; a link is an alias on the networks that both join. */
export function linkedNames(services: SpecNode | undefined): Map<string, string[]> {
  const result = new Map<string, string[]>();
  for (const { value } of entriesOf(services)) {
    for (const text of textsOf(childOf(value, 'links'))) {
      const [service, alias] = text.split(':') as [string, string | undefined];
      if (alias === undefined || alias === service) continue;
      result.set(service, [...(result.get(service) ?? []), alias]);
    }
  }
  return result;
}

/** Hosts by name; the host's own address needs a network. */
export const hostRules: Rules<ServiceTarget> = {
  dns: keep,
  dns_search: keep,
  dns_opt: keep,
  extra_hosts({ at, value }, { node, draft, file, remarks }) {
    const gateway = networksOf(node).some(each => (file.networks.get(each)?.subnets.length ?? 1) > 0);
    const asks = (each: SpecNode) => /host-gateway$/.test(textOf(each) ?? '');
    const lines = value.kind === 'mapping' ? entriesOf(value).map(each => each.value) : listOf(value);
    if (!gateway && lines.some(asks)) {
      remarks.add(at, 'the host has no address on a network of this container: "host-gateway" is left out');
      draft['extra_hosts'] =
        value.kind === 'mapping'
          ? Object.fromEntries(
              entriesOf(value).flatMap(({ key, value: each }) => (asks(each) ? [] : [[key, plain(each)]])),
            )
          : lines.filter(each => !asks(each)).map(plain);
    } else draft['extra_hosts'] = plain(value);
  },
  // Read with the networks, in whose place it stands.
  network_mode: () => {},
  networks: () => {},
  mac_address: () => {},
  container_name({ at, value }, { service, name, draft, file, remarks }) {
    const given = textOf(value);
    if (given === undefined || given === name) return;
    const free = file.containerNames.get(given) === service && !file.services.has(given);
    const single = draft['scale'] === undefined;
    if ((containerNamePattern.test(given) || hasVariable(given)) && free && single)
      draft['container_name'] = given;
    else remarks.add(at, `the container is called ${name}: ${quote(given)} is no name that it can have here`);
  },
  external_links({ at }, { remarks }) {
    remarks.add(
      at,
      '"external_links" is left out',
      'join an external network of both, and write `extra_hosts`',
    );
  },
};

/** For `depends_on: {x: {condition: healthy}}`. */
export function isHealthchecked(node: SpecNode | undefined): boolean {
  const check = childOf(node, 'healthcheck');
  const test = childOf(check, 'test');
  return test !== undefined && !isTrue(childOf(check, 'disable')) && textsOf(test)[0] !== 'NONE';
}
