/**
 * How many neighbours (ARP, NDP) a project makes the kernel remember. Its tables are one for each protocol and shared by
 * every network namespace of the host; one that is full loses packets to whoever it has no room for.
 */
import type { Project } from '../model/project.js';

export type NeighbourFamily = 'ipv4' | 'ipv6';

/** Entries that the tables hold; null = not known. */
export type NeighbourThresholds = Record<NeighbourFamily, number | null>;

/** Below this many NICs the kernel's defaults are enough, and nothing has to be read. */
const fewNics = 400;

/** Whether the tables' sizes matter at all. */
export function needsManyNeighbours(project: Project): boolean {
  return project.containers.reduce((sum, container) => sum + container.nics.length, 0) >= fewNics;
}

/** One sentence for each table that is too small, with its remedy; pure. */
export function neighbourWarnings(project: Project, thresholds: NeighbourThresholds): string[] {
  const addresses = project.containers.flatMap(container => container.nics).flatMap(nic => nic.addresses);
  const v6 = addresses.filter(address => address.includes(':')).length;
  const counts = { ipv4: addresses.length - v6, ipv6: v6 };
  return (['ipv4', 'ipv6'] as const).flatMap(family => {
    const threshold = thresholds[family];
    const needed = neighboursFor(counts[family], project.networks.length);
    if (threshold === null || needed <= threshold) return [];
    return [
      `${counts[family]} addresses on bridges need about ${needed} entries of the kernel's ${names[family]} neighbour table, which holds ${threshold} for the whole host: some connections will fail; ${neighbourRemedy(family, needed)}`,
    ];
  });
}

const names: Record<NeighbourFamily, string> = { ipv4: 'IPv4', ipv6: 'IPv6' };

/** Containers that talk through their gateway: it knows each of them and each of them knows it. */
export function neighboursFor(addresses: number, bridges: number): number {
  return addresses === 0 ? 0 : 2 * addresses + bridges;
}

/** Twice of what is needed, because containers that talk to each other directly know each other too. */
export function neighbourRemedy(family: NeighbourFamily, needed: number): string {
  const size = 2 ** Math.ceil(Math.log2(2 * needed));
  return `sysctl -w net.${family}.neigh.default.gc_thresh3=${size}`;
}
