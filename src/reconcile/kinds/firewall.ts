/** NAT, published ports, internal networks and what may pass between ports: nft tables of the project's; deciding half. */
import { derivedMac, hostInterfaceName } from '../../model/mark.js';
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
    const filter = filterOf(project);
    if (filter.macs.length > 0) attributes['macs'] = filter.macs;
    if (filter.allow.length > 0) attributes['allow'] = filter.allow;
    if (filter.closed.length > 0) attributes['closed'] = filter.closed;
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

/** What is said of ports of bridges: by the host's ends of the pairs, which no container can change. */
function filterOf(project: Project): Record<'macs' | 'allow' | 'closed', string[]> {
  const ends = project.containers.flatMap(container =>
    container.nics.map(nic => ({
      container: container.name,
      nic,
      end: nic.hostName ?? hostInterfaceName(project.name, container.name, nic.interface),
      mac: nic.mac ?? derivedMac(project.name, container.name, nic.interface),
    })),
  );
  const limited = project.networks.filter(each => each.allow !== undefined);
  const on = (network: string) => ends.filter(each => each.nic.network === network);
  const allow = limited.flatMap(network =>
    network.allow!.flatMap(({ from, to, port, protocol }) => {
      const end = (name: string) => on(network.name).find(each => each.container === name)?.end;
      const [source, target] = [end(from), end(to)];
      if (source === undefined || target === undefined) return [];
      return [`${source} ${target} ${port === undefined ? 'all' : `${protocol ?? 'tcp'}/${port}`}`];
    }),
  );
  return {
    macs: ends
      .filter(each => each.nic.macFilter)
      .map(each => `${each.end} ${each.mac}`)
      .sort(),
    allow: [...new Set(allow)].sort(),
    closed: limited.flatMap(network => on(network.name).map(each => each.end)).sort(),
  };
}
