import type { Findings } from '../findings.js';
import type { Instance } from '../normalize/instances.js';

/** BR_MAX_PORTS: a port's number has 10 bits and 0 is not used. */
const maximumPorts = 1023;

/**
 * A limit of the kernel's code that a large project meets: better said here than found half way. Those that the host
 * sets, such as the size of its neighbour table, are looked at when the host is.
 */
export function checkScale(instances: readonly Instance[], findings: Findings): void {
  const ports = new Map<string, number>();
  for (const { container } of instances) {
    for (const nic of container.nics) ports.set(nic.network, (ports.get(nic.network) ?? 0) + 1);
  }
  for (const [network, count] of ports) {
    if (count <= maximumPorts) continue;
    findings.error(
      'network',
      ['networks', network],
      `${count} interfaces on bridge "${network}": the kernel takes ${maximumPorts}`,
      {
        atKey: true,
        hint: 'spread the containers over several networks',
      },
    );
  }
}
