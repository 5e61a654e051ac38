import type { Container, Network, PublishedPort } from '../../model/project.js';
import type { Attributes } from '../../model/resource.js';

/** @param observed the project's table; undefined = there is none */
export function presentForwarding(network: Network, observed: Attributes | undefined): Network {
  const nat = ((observed?.['nat'] ?? []) as string[]).some(each => each.startsWith(`${network.name} `));
  const internal = ((observed?.['internal'] ?? []) as string[]).includes(network.name);
  return { ...network, nat: nat || (network.nat && network.addresses.length === 0), internal };
}

/** Ports lead to a container's first IPv4 address. */
export function presentPorts(container: Container, observed: Attributes | undefined): PublishedPort[] {
  const address = container.nics.flatMap(nic => nic.addresses).find(each => !each.includes(':'));
  if (address === undefined) return container.ports;
  const target = address.slice(0, address.indexOf('/'));
  const lines = (observed?.['ports'] ?? []) as string[];
  const present = lines.flatMap(line => {
    const [, hostIp, published, protocol, to, port] =
      /^(\S+):(\d+)\/(tcp|udp) -> (\S+):(\d+)$/.exec(line) ?? [];
    if (to !== target) return [];
    return [
      { hostIp: hostIp!, published: Number(published), target: Number(port), protocol: protocol as 'tcp' },
    ];
  });
  const text = (each: PublishedPort) =>
    [each.hostIp ?? '0.0.0.0', each.published, each.target, each.protocol].join(' ');
  const asked = container.ports.map(text);
  return [
    ...container.ports.filter(each => present.some(other => text(other) === text(each))),
    ...present
      .filter(each => !asked.includes(text(each)))
      .map(({ hostIp, ...port }) => (hostIp === '0.0.0.0' ? port : { ...port, hostIp })),
  ];
}
