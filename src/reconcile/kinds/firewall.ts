/** NAT, published ports and internal networks: one nft table a project; deciding half. */
import type { Project } from '../../model/project.js';
import { type AttributeChange, type Attributes, type Resource, sameValue } from '../../model/resource.js';
import type { ReconcileKind } from '../kind.js';

export const firewallKind: ReconcileKind = {
  kind: 'firewall',
  desire(project: Project) {
    const attributes: Attributes = {};
    const nat = project.networks
      .filter(each => each.nat)
      .flatMap(each => each.addresses.map(address => `${each.name} ${address}`));
    const internal = project.networks.filter(each => each.internal).map(each => each.name);
    const ports = project.containers.flatMap(container => {
      const target = container.nics.flatMap(nic => nic.addresses).find(address => !address.includes(':'));
      if (target === undefined) return [];
      const to = target.slice(0, target.indexOf('/'));
      return container.ports.map(
        port => `${port.hostIp ?? '0.0.0.0'}:${port.published}/${port.protocol} -> ${to}:${port.target}`,
      );
    });
    if (nat.length > 0) attributes['nat'] = nat.sort();
    if (internal.length > 0) attributes['internal'] = internal.sort();
    if (ports.length > 0) attributes['ports'] = ports.sort();
    return Object.keys(attributes).length === 0 ? [] : [{ kind: 'firewall', id: 'firewall', attributes }];
  },
  diff(desired: Resource, observed: Resource): AttributeChange[] {
    const names = new Set([...Object.keys(desired.attributes), ...Object.keys(observed.attributes)]);
    return [...names].sort().flatMap(attribute => {
      const from = observed.attributes[attribute];
      const to = desired.attributes[attribute];
      if (sameValue(from, to)) return [];
      return [{ attribute, from, to, disruption: 'live' as const, kernel: 'nft list table' }];
    });
  },
};
