/** NICs: a veth pair whose host end is a port of a bridge, or an interface on top of (or itself) one of the host's; deciding half. */
import { derivedMac, hostInterfaceName } from '../../model/mark.js';
import type { Container, Network, Nic, Project } from '../../model/project.js';
import { type AttributeChange, type Attributes, type Resource, sameValue } from '../../model/resource.js';
import { formatRoute } from '../../model/routes.js';
import type { ReconcileKind } from '../kind.js';

export const nicKind: ReconcileKind = {
  kind: 'nic',
  desire: (project: Project) =>
    project.containers.flatMap(container => container.nics.map(nic => desireNic(project, container, nic))),
  diff(desired: Resource, observed: Resource): AttributeChange[] {
    // Of another type it is another interface, of which nothing can be compared.
    const type = (resource: Resource) => resource.attributes['type'] ?? 'veth';
    if (type(desired) !== type(observed))
      return [{ attribute: 'type', from: type(observed), to: type(desired), disruption: 'recreate' }];
    return Object.entries({ ...portDefaults(observed), ...desired.attributes }).flatMap(([attribute, to]) => {
      const from = observed.attributes[attribute];
      if (sameValue(from, to)) return [];
      return [
        {
          attribute,
          from,
          to,
          disruption: fixed.has(attribute) ? ('recreate' as const) : ('live' as const),
          kernel: `ip link show ${desired.attributes['host_name'] ?? `${desired.attributes['interface']} in the container`}`,
        },
      ];
    });
  },
};

/** A port's settings that are on and that nobody asks for any more. */
function portDefaults({ attributes }: Resource): Attributes {
  const settings = Object.entries({ isolated: false, hairpin: false, rate: 0, rx_queues: 1, tx_queues: 1 });
  return Object.fromEntries(
    settings.filter(([name, usual]) => attributes[name] && attributes[name] !== usual),
  );
}

/** What the kernel does not let an interface change: it goes, and another one comes. */
const fixed = new Set(['parent', 'mode', 'isolation', 'vlan', 'rx_queues', 'tx_queues']);

function desireNic(project: Project, container: Container, nic: Nic): Resource {
  const network = project.networks.find(each => each.name === nic.network);
  const mtu = nic.mtu ?? network?.mtu;
  const attributes: Attributes = {
    ...placeOf(project, container, nic, network),
    interface: nic.interface,
    up: nic.staysDown !== true,
    addresses: [...nic.addresses].sort(),
    routes: [...defaultRoutes(nic), ...nic.routes.map(formatRoute)].sort(),
  };
  if (mtu !== undefined) attributes['mtu'] = mtu;
  const id = `containers.${container.name}.networks.${nic.network}`;
  return { kind: 'nic', id, container: container.name, attributes };
}

/** Where it comes from on the host; what the parent gives is not asked for. */
function placeOf(project: Project, container: Container, nic: Nic, network: Network | undefined): Attributes {
  const mac = nic.mac ?? derivedMac(project.name, container.name, nic.interface);
  if (!network || network.type === 'bridge') {
    const host_name = nic.hostName ?? hostInterfaceName(project.name, container.name, nic.interface);
    const { isolated, hairpin } = nic;
    return {
      mark: true,
      host_name,
      master: nic.network,
      mac,
      ...(isolated !== undefined && { isolated }),
      ...(hairpin !== undefined && { hairpin }),
      ...(nic.rate !== undefined && { rate: nic.rate }),
      ...(nic.rxQueues !== undefined && { rx_queues: nic.rxQueues }),
      ...(nic.txQueues !== undefined && { tx_queues: nic.txQueues }),
    };
  }
  const { type, parent, mode, isolation, vlan } = network;
  const attributes: Attributes = { type };
  for (const [name, value] of Object.entries({ parent, mode, isolation, vlan }))
    if (value !== undefined) attributes[name] = value;
  const own = type === 'vlan' || (type === 'macvlan' && mode !== 'passthru');
  if (own) attributes['mac'] = mac;
  else if (nic.mac !== undefined) attributes['mac'] = nic.mac;
  return attributes;
}

function defaultRoutes(nic: Nic): string[] {
  const routes: string[] = [];
  if (nic.gateway?.v4) routes.push(formatRoute({ to: '0.0.0.0/0', via: nic.gateway.v4 }));
  if (nic.gateway?.v6) routes.push(formatRoute({ to: '::/0', via: nic.gateway.v6 }));
  return routes;
}
