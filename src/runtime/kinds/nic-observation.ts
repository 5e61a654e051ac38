/** NICs as the host has them: whose a veth is, and what its other end looks like from inside. */
import { hostInterfaceName, linkGroup, parseLinkMark } from '../../model/mark.js';
import type { Attributes, Resource } from '../../model/resource.js';
import type { NamespaceView } from '../../native/network-view.js';
import { type HostLink, rateOf } from '../host-links.js';
import type { Snapshot } from '../snapshot.js';
import { insideAttributes, observeInside } from './nic-inside-observation.js';

/** Every NIC of the project that the host has: veths by their mark or, not marked yet, by their name; others inside. */
export async function observeNics(snapshot: Snapshot): Promise<Resource[]> {
  const [links, namespaces] = await Promise.all([snapshot.links(), snapshot.namespaces()]);
  const veths = links.flatMap(link => {
    const mark = markOf(link, snapshot);
    if (!mark) return [];
    if (isStray(link, snapshot)) return [stray(link, mark, snapshot)];
    const network = networkOf(snapshot, mark, link);
    const resource = observed(link, mark.container, mark.role, network, namespaces.get(mark.container));
    resource.attributes['mark'] = mark.present;
    return [resource];
  });
  return [...veths, ...observeInside(snapshot.projectName, snapshot.project, links, namespaces)];
}

/** One of the host's own interfaces, which comes back by itself when a monitor is killed: our veths are in our group. */
function isStray(link: HostLink, { projectName }: Snapshot): boolean {
  return link.kind !== 'veth' && link.group !== linkGroup(projectName);
}

function stray(link: HostLink, { container, role }: FoundMark, snapshot: Snapshot): Resource {
  const found = snapshot.project?.containers.find(each => each.name === container);
  const network = found?.nics.find(nic =>
    snapshot.project?.networks.some(each => each.name === nic.network && each.parent === role),
  );
  const id = `containers.${container}.networks.${network?.network ?? role}`;
  const attributes = { type: 'phys', parent: role, host_name: link.name, stray: true };
  return { kind: 'nic', id, container, attributes };
}

interface FoundMark {
  container: string;
  role: string;
  /** False: made and not marked yet when something was killed. */
  present: boolean;
}

/** Whose end of a veth this is: as its mark says, or, while it is in our group and nobody has named it, its name. */
function markOf(link: HostLink, snapshot: Snapshot): FoundMark | undefined {
  const mark = link.altnames
    .map(parseLinkMark)
    .find(each => each?.project === snapshot.projectName && each.container !== '');
  if (mark) return { ...mark, present: true };
  if (link.group !== linkGroup(snapshot.projectName) || link.altnames.length > 0) return undefined;
  for (const container of snapshot.project?.containers ?? []) {
    for (const nic of container.nics) {
      const name = nic.hostName ?? hostInterfaceName(snapshot.projectName, container.name, nic.interface);
      if (name === link.name) return { container: container.name, role: nic.interface, present: false };
    }
  }
  return undefined;
}

/** The network by which the spec knows this NIC; one that it does not name goes by the bridge it is a port of. */
function networkOf(
  snapshot: { project?: { containers: { name: string; nics: { interface: string; network: string }[] }[] } },
  mark: { container: string; role: string },
  link: HostLink,
): string {
  const container = snapshot.project?.containers.find(each => each.name === mark.container);
  return container?.nics.find(nic => nic.interface === mark.role)?.network ?? link.master ?? mark.role;
}

function observed(
  link: HostLink,
  container: string,
  role: string,
  network: string,
  view: NamespaceView | undefined,
): Resource {
  const peer = view?.links.find(each => each.ifindex === link.peerIndex && each.peerIndex === link.ifindex);
  const attributes: Attributes = {
    host_name: link.name,
    interface: peer?.name ?? role,
    master: link.master,
    up: link.up && peer?.up === true,
    isolated: link.isolated,
    hairpin: link.hairpin,
  };
  if (peer && view) {
    Object.assign(attributes, insideAttributes(view, peer));
    attributes['rx_queues'] = peer.rxQueues ?? 1;
    attributes['tx_queues'] = peer.txQueues ?? 1;
    const rates = [link.rate, rateOf(view, peer.ifindex)];
    // Of two that differ neither is what was asked for.
    if (rates.some(each => each !== null))
      attributes['rate'] = rates[0] === rates[1] ? rates[0]! : rates.map(each => each ?? 'none').join('/');
    attributes['mtu'] = peer.mtu === link.mtu ? peer.mtu : Math.min(peer.mtu, link.mtu);
  }
  return { kind: 'nic', id: `containers.${container}.networks.${network}`, container, attributes };
}
