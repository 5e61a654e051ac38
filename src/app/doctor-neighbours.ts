/** Whether the neighbour tables hold what hangs on the host's bridges now. */
import { existsSync, readdirSync } from 'node:fs';
import { neighbourRemedy, neighboursFor } from '../model/neighbours.js';
import { readNeighbourThresholds } from '../runtime/neighbour-thresholds.js';

/** A finding for doctor; none where the tables' sizes cannot be seen (another network namespace than the host's own). */
export function inspectNeighbours() {
  const threshold = readNeighbourThresholds().ipv4;
  if (threshold === null) return [];
  const interfaces = readdirSync('/sys/class/net');
  const has = (name: string) =>
    interfaces.filter(each => existsSync(`/sys/class/net/${each}/${name}`)).length;
  const ports = has('brport');
  const needed = neighboursFor(ports, has('bridge'));
  const present = needed <= threshold;
  return [
    {
      feature: 'neighbour table',
      present,
      detail: `holds ${threshold} for the whole host, about ${needed} needed for ${ports} bridge ports`,
      disables: present ? [] : ['connections between containers, now and then'],
      remedy: present ? null : neighbourRemedy('ipv4', needed),
    },
  ];
}
