/** What others have made on this host: bridges, named network namespaces and LXC's containers. */
import { parseLinkMark } from '../model/mark.js';
import { defined } from '../spec/print/defined.js';
import type { YamlValue } from '../spec/print/yaml.js';
import { type Adopted, nothingAdopted } from './adopted.js';

/** A link as far as a spec can say something of it. */
export interface ObservedLink {
  ifindex: number;
  name: string;
  kind: string | null;
  mac: string | null;
  mtu: number;
  /** Name of the bridge that it is a port of. */
  master: string | null;
  altnames: string[];
  /** ifindex of the other end of a veth, in the namespace that `peerIn` names. */
  peerIndex: number | null;
  /** With prefix, without those of link scope. */
  addresses: string[];
}

export interface ObservedRoute {
  to: string;
  via: string | null;
  ifindex: number;
}

export interface ObservedNamespace {
  name: string;
  links: ObservedLink[];
  routes: ObservedRoute[];
}

/** One of LXC's, already translated. */
export interface ObservedLxc {
  name: string;
  /** Of its configuration. */
  file: string;
  running: boolean;
  spec: { networks?: Record<string, YamlValue>; containers: Record<string, Record<string, YamlValue>> };
}

/** Containers that run elsewhere are no business of `up` until this profile is named. */
const profile = 'adopted';

/**
 * Bridges are joined as they are. What runs elsewhere has another parent, which nothing can change while it runs: it is
 * written under a profile, so that the plan is empty until somebody takes it over.
 */
export function adoptHost(
  links: readonly ObservedLink[],
  namespaces: readonly ObservedNamespace[],
  lxc: readonly ObservedLxc[],
): Adopted {
  const result = nothingAdopted();
  const ours = (link: ObservedLink) => link.altnames.some(each => parseLinkMark(each));
  for (const bridge of links.filter(each => each.kind === 'bridge' && !ours(each))) {
    adoptBridge(bridge, links, result);
  }
  for (const each of lxc) adoptLxc(each, result);
  const keys = new Map(namespaces.map(each => [each, adoptNamespace(each, links, result)]));
  result.links = linksBetween(namespaces, keys, result);
  return result;
}

function adoptBridge(bridge: ObservedLink, links: readonly ObservedLink[], result: Adopted): void {
  const ports = links.filter(each => each.master === bridge.name).map(each => each.name);
  result.networks[bridge.name] = { external: true };
  result.comments[`networks.${bridge.name}`] = [
    `a bridge of this host with ${bridge.addresses.join(', ') || 'no address'}; ports: ${ports.join(', ') || 'none'}`,
  ];
  result.remarks.push(`bridge ${bridge.name}: joined as it is (\`external\`), never changed`);
}

function adoptLxc({ name, file, running, spec }: ObservedLxc, result: Adopted): void {
  const [container] = Object.values(spec.containers);
  const key = freeName(name, result);
  for (const [network, value] of Object.entries(spec.networks ?? {})) result.networks[network] ??= value;
  result.containers[key] = { ...container, profiles: [profile] };
  result.comments[`containers.${key}`] = [
    `LXC's container ${name}, from ${file}; ${running ? 'it runs there' : 'it is stopped there'}`,
    `to take it over: lxc-stop -n ${name}, then lxc-compose --profile ${profile} up ${key}`,
  ];
  result.remarks.push(
    `LXC's container ${name}: written under the profile ${profile}, because a running container cannot change its parent`,
  );
}

/** @returns the key of the container */
function adoptNamespace(
  { name, links, routes }: ObservedNamespace,
  hostLinks: readonly ObservedLink[],
  result: Adopted,
): string {
  const key = freeName(name, result);
  const networks: Record<string, YamlValue> = {};
  for (const link of links.filter(each => each.kind === 'veth')) {
    const outside = hostLinks.find(
      each => each.ifindex === link.peerIndex && each.peerIndex === link.ifindex,
    );
    const bridge = outside?.master ?? undefined;
    if (bridge === undefined || bridge in networks) continue;
    result.networks[bridge] ??= { external: true };
    networks[bridge] = describeAttachment(link, outside!, routes);
  }
  result.containers[key] = {
    rootfs: 'host',
    command: ['sleep', 'infinity'],
    ...(Object.keys(networks).length > 0 && { networks }),
    profiles: [profile],
  };
  result.comments[`containers.${key}`] = [
    `the network namespace ${name}; what runs in it is not known, so its command only holds it`,
    `to take it over: ip netns delete ${name}, then lxc-compose --profile ${profile} up ${key}`,
  ];
  const rest = links.filter(each => each.kind !== 'veth' && each.name !== 'lo').map(each => each.name);
  if (rest.length > 0)
    result.remarks.push(`network namespace ${name}: ${rest.join(', ')} cannot be expressed: only veths can`);
  result.remarks.push(`network namespace ${name}: written under the profile ${profile}`);
  return key;
}

function describeAttachment(
  link: ObservedLink,
  outside: ObservedLink,
  routes: readonly ObservedRoute[],
): YamlValue {
  const own = routes.filter(each => each.ifindex === link.ifindex && each.via !== null);
  const gateways = own.filter(each => isDefault(each.to)).map(each => each.via!);
  return defined({
    interface: link.name,
    addresses: link.addresses,
    gateway: gateways.length > 0 ? gateways : 'none',
    mac: link.mac,
    mtu: link.mtu === 1500 ? null : link.mtu,
    host_name: outside.name,
    routes: own.filter(each => !isDefault(each.to)).map(each => ({ to: each.to, via: each.via! })),
  });
}

function isDefault(to: string): boolean {
  return to === 'default' || to === '0.0.0.0/0' || to === '::/0';
}

/** Veths with both ends in named namespaces. The kernel numbers links a namespace, so both ends have to name each other. */
function linksBetween(
  namespaces: readonly ObservedNamespace[],
  keys: ReadonlyMap<ObservedNamespace, string>,
  result: Adopted,
): YamlValue[] {
  const found: YamlValue[] = [];
  for (const [index, left] of namespaces.entries()) {
    for (const right of namespaces.slice(index + 1)) {
      for (const one of left.links.filter(each => each.kind === 'veth')) {
        const other = right.links.find(
          each => each.ifindex === one.peerIndex && each.peerIndex === one.ifindex && each.kind === 'veth',
        );
        if (!other) continue;
        const endpoints = [`${keys.get(left)}:${one.name}`, `${keys.get(right)}:${other.name}`];
        found.push(
          defined({
            endpoints,
            mtu: one.mtu === 1500 ? null : one.mtu,
            addresses: defined({ [endpoints[0]!]: one.addresses, [endpoints[1]!]: other.addresses }),
          }),
        );
        result.remarks.push(`a veth pair joins ${endpoints.join(' and ')}`);
      }
    }
  }
  return found;
}

function freeName(wanted: string, { containers }: Adopted): string {
  const base =
    wanted
      .toLowerCase()
      .replace(/[^a-z0-9_.-]/g, '-')
      .replace(/^[^a-z0-9]+/, '')
      .slice(0, 55) || 'container';
  let name = base;
  for (let number = 2; name in containers; number += 1) name = `${base}-${number}`;
  return name;
}
