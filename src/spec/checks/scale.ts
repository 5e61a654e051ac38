import type { Project } from '../../model/project.js';
import type { Findings } from '../findings.js';
import type { Instance } from '../normalize/instances.js';

/** BR_MAX_PORTS: a port's number has 10 bits and 0 is not used. */
const maximumPorts = 1023;
/** net.ipv4.neigh.default.gc_thresh3 of an untuned kernel, one table for all interfaces of the host. */
const neighbourThreshold = 1024;

/** Limits of the kernel that a large project meets: better said here than found half way. */
export function checkScale(project: Project, instances: readonly Instance[], findings: Findings): void {
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
  const neighbours = project.containers.reduce((sum, each) => sum + each.nics.length, 0);
  if (neighbours >= neighbourThreshold) {
    findings.warning(
      ['networks'],
      `${neighbours} interfaces are more than the kernel's neighbour table holds by default (${neighbourThreshold})`,
      { atKey: true, hint: 'raise net.ipv4.neigh.default.gc_thresh3 (and net.ipv6…) on the host' },
    );
  }
}
