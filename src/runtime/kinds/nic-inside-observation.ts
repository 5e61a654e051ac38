/** NICs as their container's namespace has them; those that have nothing on the host are known there alone. */
import { linkGroup, parseLinkMark } from '../../model/mark.js';
import type { Project } from '../../model/project.js';
import type { Attributes, Resource } from '../../model/resource.js';
import type { NamespaceView } from '../../native/network-view.js';
import type { HostLink } from '../host-links.js';
import { upperAttributes } from './nic-upper.js';

type Link = NamespaceView['links'][number];

const upperKinds = new Set(['macvlan', 'ipvlan', 'vlan']);

/** Interfaces on top of the host's, by their group, and the host's own, by the mark that they bear while they are away. */
export function observeInside(
  projectName: string,
  project: Project | undefined,
  hostLinks: readonly HostLink[],
  namespaces: ReadonlyMap<string, NamespaceView>,
): Resource[] {
  const group = linkGroup(projectName);
  return [...namespaces].flatMap(([container, view]) =>
    view.links.flatMap(link => {
      const upper = upperKinds.has(link.kind) && link.group === group;
      const mark = link.altnames.map(parseLinkMark).find(each => each?.project === projectName);
      if (!upper && !mark) return [];
      const parent = mark?.role ?? hostLinks.find(each => each.ifindex === link.peerIndex)?.name ?? null;
      const attributes: Attributes = {
        type: mark ? 'phys' : link.kind,
        parent,
        ...(mark ? {} : upperAttributes(link)),
        interface: link.name,
        up: link.up,
        mtu: link.mtu,
        ...insideAttributes(view, link),
      };
      const network = networkOf(project, container, link.name, parent);
      return [{ kind: 'nic', id: `containers.${container}.networks.${network}`, container, attributes }];
    }),
  );
}

/** The network by which the spec knows it, also when it was renamed; one that it does not name goes by its own name. */
function networkOf(
  project: Project | undefined,
  container: string,
  name: string,
  parent: string | null,
): string {
  const nics = project?.containers.find(each => each.name === container)?.nics ?? [];
  const on = (network: string) => project?.networks.find(each => each.name === network);
  const found =
    nics.find(each => each.interface === name) ??
    nics.find(each => on(each.network)?.type !== 'bridge' && on(each.network)?.parent === parent);
  return found?.network ?? name;
}

/** Hardware address, addresses and routes of an interface inside. */
export function insideAttributes(view: NamespaceView, link: Link): Attributes {
  return {
    mac: link.mac,
    addresses: view.addresses
      .filter(each => each.ifindex === link.ifindex && each.scope === 0)
      .map(each => each.address)
      .sort(),
    routes: view.routes
      .filter(each => each.ifindex === link.ifindex && ownProtocols.has(each.protocol))
      .map(
        each => `${each.to}${each.via ? ` via ${each.via}` : ''} metric ${each.metric} table ${each.table}`,
      )
      .sort(),
  };
}

/** RTPROT_BOOT and RTPROT_STATIC: what people and we add; the kernel's, DHCP's and router advertisements' are not ours. */
const ownProtocols = new Set([3, 4]);
