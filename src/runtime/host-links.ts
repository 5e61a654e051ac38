/** The host's links in the words of the network kinds: names instead of numbers, addresses with their link. */
import type { NetworkView } from '../native/network-view.js';

/** A link of the host's network namespace. */
export interface HostLink {
  ifindex: number;
  name: string;
  kind: string | null;
  mac: string | null;
  mtu: number;
  up: boolean;
  /** Name of the bridge it is a port of. */
  master: string | null;
  group: number;
  /** Of a bridge's port. */
  isolated: boolean;
  hairpin: boolean;
  /** Bits a second that it may send; null = without limit. */
  rate: number | null;
  altnames: string[];
  /** ifindex of the peer in another namespace (veth). */
  peerIndex: number | null;
  /** Without those of link scope, which come and go by themselves. */
  addresses: string[];
  /** What a bridge says of itself, under iproute2's names and in the kernel's units. */
  bridge: Record<string, number> | null;
}

/** RT_SCOPE_LINK. */
const linkScope = 253;

/** Joins the kernel's separate lists of links and addresses. */
export function hostLinks(view: NetworkView): HostLink[] {
  const names = new Map(view.links.map(link => [link.ifindex, link.name]));
  const addresses = new Map<number, string[]>();
  for (const { ifindex, address, scope } of view.addresses) {
    if (scope !== linkScope) addresses.set(ifindex, [...(addresses.get(ifindex) ?? []), address]);
  }
  return view.links.map(link => ({
    ifindex: link.ifindex,
    name: link.name,
    kind: link.kind || null,
    mac: link.mac || null,
    mtu: link.mtu,
    up: link.up,
    master: link.master === undefined ? null : (names.get(link.master) ?? null),
    group: link.group ?? 0,
    isolated: link.isolated === true,
    hairpin: link.hairpin === true,
    rate: rateOf(view, link.ifindex),
    altnames: link.altnames,
    peerIndex: link.peerIndex || null,
    addresses: addresses.get(link.ifindex) ?? [],
    bridge: link.bridge ?? null,
  }));
}

/** Bits a second that an interface may send; null = without limit. */
export function rateOf(view: NetworkView, ifindex: number): number | null {
  const found = view.rates?.find(each => each.ifindex === ifindex);
  return found ? found.rate * 8 : null;
}
