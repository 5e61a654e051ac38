/** Bridges; deciding half. */
import type { Network, Project } from '../../model/project.js';
import { type AttributeChange, type Attributes, type Resource, sameValue } from '../../model/resource.js';
import type { ReconcileKind } from '../kind.js';

export const bridgeKind: ReconcileKind = {
  kind: 'bridge',
  desire: (project: Project) => project.networks.filter(each => each.type === 'bridge').map(desireBridge),
  diff(desired: Resource, observed: Resource): AttributeChange[] {
    return Object.entries(desired.attributes).flatMap(([attribute, to]) => {
      const from = observed.attributes[attribute];
      if (sameValue(from, to)) return [];
      return [{ attribute, from, to, disruption: 'live' as const, kernel: kernelSource(desired, attribute) }];
    });
  },
};

function desireBridge(network: Network): Resource {
  const id = `networks.${network.name}`;
  if (network.external) return { kind: 'bridge', id, attributes: { external: true } };
  const attributes: Attributes = { mark: true, up: true, addresses: [...network.addresses].sort() };
  if (network.mtu !== undefined) attributes['mtu'] = network.mtu;
  if (network.mac !== undefined) attributes['mac'] = network.mac;
  for (const [name, value] of Object.entries(network.bridge)) {
    if (value !== undefined) attributes[`bridge.${name}`] = value;
  }
  return { kind: 'bridge', id, attributes };
}

function kernelSource(resource: Resource, attribute: string): string {
  const name = resource.id.slice('networks.'.length);
  return attribute.startsWith('bridge.')
    ? `/sys/class/net/${name}/bridge/${attribute.slice(7)}`
    : `ip address show ${name}`;
}
