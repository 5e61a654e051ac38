/** Interfaces on top of one of the host's (macvlan, ipvlan, vlan), which are made right in the container's namespace. */
import { linkGroup } from '../../model/mark.js';
import type { Operation } from '../../model/operation.js';
import type { Attributes } from '../../model/resource.js';
import type { NetworkView } from '../../native/network-view.js';
import { batchLine } from '../../netbridge/batch.js';

/** Whose the links are and where their ends go. */
export interface LinkPlacement {
  readonly projectName: string;
  /** A process in each container's network namespace: a number, or a shell variable. */
  readonly pids: { get(container: string): number | string | undefined };
}

/** The type is said of everything but the usual veth. */
export function isVeth(attributes: Attributes): boolean {
  return attributes['type'] === undefined;
}

/** The line that makes it; none for an interface of the host's own, which the monitor moves in. */
export function upperLine(operation: Operation, session: LinkPlacement): string[] {
  const { attributes } = operation.desired!;
  if (attributes['type'] === 'phys') return [];
  const mac = attributes['mac'] === undefined ? [] : ['address', String(attributes['mac'])];
  const mtu = attributes['mtu'] === undefined ? [] : ['mtu', Number(attributes['mtu'])];
  return [
    batchLine(
      'link',
      'add',
      'link',
      String(attributes['parent']),
      'name',
      String(attributes['interface']),
      // By which it is known as ours: a mark would be one more step inside.
      'group',
      linkGroup(session.projectName),
      ...mac,
      ...mtu,
      'netns',
      session.pids.get(operation.container!)!,
      'type',
      ...kindWords(attributes),
    ),
  ];
}

function kindWords(attributes: Attributes): (string | number)[] {
  switch (attributes['type']) {
    case 'ipvlan':
      return ['ipvlan', 'mode', String(attributes['mode']), String(attributes['isolation'])];
    case 'vlan':
      return ['vlan', 'id', Number(attributes['vlan'])];
    default:
      return ['macvlan', 'mode', String(attributes['mode'])];
  }
}

const macvlanModes: Record<number, string> = { 1: 'private', 2: 'vepa', 4: 'bridge', 8: 'passthru' };
const ipvlanModes = ['l2', 'l3', 'l3s'];
const ipvlanIsolations = ['bridge', 'private', 'vepa'];

/** What the kernel says of one, in the words of the attributes. */
export function upperAttributes(link: NetworkView['links'][number]): Attributes {
  switch (link.kind) {
    case 'macvlan':
      return { mode: macvlanModes[link.mode ?? 0] ?? String(link.mode) };
    case 'ipvlan':
      return {
        mode: ipvlanModes[link.mode ?? 0] ?? String(link.mode),
        isolation: ipvlanIsolations[link.flags ?? 0] ?? String(link.flags),
      };
    default:
      return { vlan: link.vlan ?? 0 };
  }
}
