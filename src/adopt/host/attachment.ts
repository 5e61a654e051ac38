import type { FoundInterface } from '../../model/host-view.js';
import { formatRoute, parseRoute, splitGateways } from '../../model/routes.js';
import type { YamlValue } from '../../spec/print/yaml.js';

/** Told of something that has no place in the spec, and why. */
export type Tell = (what: string, why: string) => void;

/** Of routes: boot and static, which people add; all others come from programs that add them again. */
const ownProtocols = [3, 4];

/** An interface on a bridge in the spec's words. @param tell of what has no place there */
export function attachmentOf(
  { name, mac, mtu, addresses, routes }: FoundInterface,
  network: Record<string, YamlValue>,
  tell: Tell,
): Record<string, YamlValue> {
  const own = routes.filter(each => ownProtocols.includes(each.protocol));
  for (const each of routes) {
    if (!own.includes(each))
      tell(`the route to ${each.to} on ${name}`, 'a program has made it, and will do so again');
  }
  const split = splitGateways(
    own.map(({ via, protocol: _protocol, ...route }) =>
      parseRoute(formatRoute({ ...route, ...(via !== null && { via }) })),
    ),
  );
  const gateways = Object.values(split.gateway ?? {});
  return {
    interface: name,
    ...(addresses.length > 0 && { addresses }),
    // A network with addresses would give one that is not there.
    ...(gateways.length > 0
      ? { gateway: gateways }
      : network['addresses'] !== undefined && { gateway: 'none' }),
    mac,
    ...(mtu !== (network['mtu'] ?? 1500) && { mtu }),
    ...(split.routes.length > 0 && { routes: split.routes.map(each => ({ ...each })) }),
  };
}
