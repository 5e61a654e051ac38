/** The sizes of the kernel's neighbour tables. */
import { readFileSync } from 'node:fs';
import type { NeighbourFamily, NeighbourThresholds } from '../model/neighbours.js';

/** Only the host's own network namespace shows them; elsewhere they are not known. */
export function readNeighbourThresholds(): NeighbourThresholds {
  return { ipv4: read('ipv4'), ipv6: read('ipv6') };
}

function read(family: NeighbourFamily): number | null {
  try {
    return Number(readFileSync(`/proc/sys/net/${family}/neigh/default/gc_thresh3`, 'utf8'));
  } catch {
    return null;
  }
}
