/** NICs: a veth pair whose host end is a port of a bridge; deciding half. */
import { derivedMac, hostInterfaceName } from '../../model/mark.js';
import type { Container, Nic, Project } from '../../model/project.js';
import { type AttributeChange, type Attributes, type Resource, sameValue } from '../../model/resource.js';
import { formatRoute } from '../../model/routes.js';
import type { ReconcileKind } from '../kind.js';

export const nicKind: ReconcileKind = {
  kind: 'nic',
  desire: (project: Project) =>
    project.containers.flatMap(container => container.nics.map(nic => desireNic(project, container, nic))),
  diff(desired: Resource, observed: Resource): AttributeChange[] {
    return Object.entries(desired.attributes).flatMap(([attribute, to]) => {
      const from = observed.attributes[attribute];
      if (sameValue(from, to)) return [];
      return [
        {
          attribute,
          from,
          to,
          disruption: 'live' as const,
          kernel: `ip link show ${desired.attributes['host_name']}`,
        },
      ];
    });
  },
};

function desireNic(project: Project, container: Container, nic: Nic): Resource {
  const network = project.networks.find(each => each.name === nic.network);
  const mtu = nic.mtu ?? network?.mtu;
  const attributes: Attributes = {
    mark: true,
    host_name: nic.hostName ?? hostInterfaceName(project.name, container.name, nic.interface),
    interface: nic.interface,
    master: nic.network,
    up: true,
    mac: nic.mac ?? derivedMac(project.name, container.name, nic.interface),
    addresses: [...nic.addresses].sort(),
    routes: [...defaultRoutes(nic), ...nic.routes.map(formatRoute)].sort(),
  };
  if (mtu !== undefined) attributes['mtu'] = mtu;
  const id = `containers.${container.name}.networks.${nic.network}`;
  return { kind: 'nic', id, container: container.name, attributes };
}

function defaultRoutes(nic: Nic): string[] {
  const routes: string[] = [];
  if (nic.gateway?.v4) routes.push(formatRoute({ to: '0.0.0.0/0', via: nic.gateway.v4 }));
  if (nic.gateway?.v6) routes.push(formatRoute({ to: '::/0', via: nic.gateway.v6 }));
  return routes;
}
