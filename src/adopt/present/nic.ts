import { derivedMac, hostInterfaceName } from '../../model/mark.js';
import type { Container, Nic, Project } from '../../model/project.js';
import type { Attributes } from '../../model/resource.js';
import { formatRoute, parseRoute, splitGateways } from '../../model/routes.js';
import { inOrderOf } from '../order.js';

/** The NIC with what its two ends have now. What is derived from names is written out only when it is another. */
export function presentNic(nic: Nic, observed: Attributes, container: Container, project: Project): Nic {
  const { hostName, mac, ...rest } = nic;
  const name = String(observed['interface']);
  const hostEnd = String(observed['host_name']);
  const present: Nic = { ...rest, interface: name, pooled: false };
  if (hostName !== undefined || hostEnd !== hostInterfaceName(project.name, container.name, name))
    present.hostName = hostEnd;
  // Without a look inside only the host's end is known.
  if (!Array.isArray(observed['addresses'])) return { ...present, ...(mac !== undefined && { mac }) };
  const address = String(observed['mac']);
  if (mac !== undefined || address !== derivedMac(project.name, container.name, name)) present.mac = address;
  present.addresses = inOrderOf(observed['addresses'] as string[], [nic.addresses]);
  if (nic.mtu !== undefined) present.mtu = Number(observed['mtu']);
  const routes = observed['routes'] as string[];
  if (routesOf(nic).join() === [...routes].sort().join()) return present;
  const { gateway: _gateway, ...without } = present;
  return { ...without, ...splitGateways(routes.map(parseRoute)) };
}

function routesOf({ gateway, routes }: Nic): string[] {
  const defaults = Object.values(gateway ?? {}).map(via => ({ to: 'default', via }));
  return [...defaults, ...routes].map(formatRoute).sort();
}
