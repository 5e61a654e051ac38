/** Joins what was read from several network namespaces: which link's other end is which. */
import type { FoundBridge, FoundInterface, FoundPeer, HostView } from '../model/host-view.js';
import { parseLinkMark } from '../model/mark.js';
import type { NetworkView, OtherNamespaceView } from '../native/network-view.js';
import { hostLinks } from './host-links.js';
import type { NamespacesView } from './observer.js';

type Link = NetworkView['links'][number];

/** A namespace by the name under which it was asked for. */
export interface NamedNamespace {
  name: string;
  file: string;
}

/** @param asked in the order in which they were looked at; one that is none is left out */
export function joinViews({ host, namespaces }: NamespacesView, asked: readonly NamedNamespace[]): HostView {
  const bridges = hostLinks(host)
    .filter(link => link.kind === 'bridge')
    .map(
      ({ name, up, mtu, addresses, altnames }): FoundBridge => ({
        name,
        up,
        mtu,
        addresses: [...addresses].sort(),
        ports: portsOf(name, host),
        project: altnames.map(parseLinkMark).find(mark => mark?.container === '')?.project ?? null,
      }),
    )
    .sort((left, right) => (left.name < right.name ? -1 : 1));
  return {
    bridges,
    namespaces: asked.flatMap(({ name, file }, index) => {
      const view = namespaces[index];
      if (!view) return [];
      const interfaces = view.links
        .filter(link => link.name !== 'lo')
        .map(link => interfaceOf(link, view, index, { host, namespaces, asked }));
      return [{ name, file, interfaces, sysctls: view.sysctls }];
    }),
  };
}

function portsOf(bridge: string, host: NetworkView): string[] {
  const { ifindex } = host.links.find(each => each.name === bridge)!;
  return host.links
    .filter(each => each.master === ifindex)
    .map(each => each.name)
    .sort();
}

interface Surroundings {
  host: NetworkView;
  namespaces: readonly (OtherNamespaceView | null)[];
  asked: readonly NamedNamespace[];
}

function interfaceOf(
  link: Link,
  view: OtherNamespaceView,
  index: number,
  surroundings: Surroundings,
): FoundInterface {
  return {
    name: link.name,
    kind: link.kind,
    mac: link.mac,
    mtu: link.mtu,
    up: link.up,
    addresses: view.addresses
      .filter(each => each.ifindex === link.ifindex && each.scope === 0)
      .map(each => each.address),
    routes: view.routes
      .filter(each => each.ifindex === link.ifindex)
      .map(({ to, via, metric, table, protocol }) => ({ to, via, metric, table, protocol })),
    peer: link.kind === 'veth' ? peerOf(link, view, index, surroundings) : null,
  };
}

/** Interface numbers are a namespace's own: only with the number of the other's namespace do they mean something. */
function peerOf(
  link: Link,
  view: OtherNamespaceView,
  index: number,
  { host, namespaces, asked }: Surroundings,
): FoundPeer {
  const [ofHost, ...ofOthers] = view.numbers;
  const number = link.peerNamespace;
  const at = number === undefined ? index : number < 0 ? -1 : ofOthers.indexOf(number);
  const other = at < 0 ? undefined : namespaces[at]?.links.find(each => each.ifindex === link.peerIndex);
  if (other) return { where: 'namespace', namespace: asked[at]!.name, interface: other.name };
  const onHost =
    number !== undefined && number >= 0 && number === ofHost
      ? host.links.find(each => each.ifindex === link.peerIndex)
      : undefined;
  if (!onHost) return { where: 'elsewhere' };
  const master = host.links.find(each => each.ifindex === onHost.master);
  return {
    where: 'host',
    interface: onHost.name,
    bridge: master?.kind === 'bridge' ? master.name : null,
  };
}
