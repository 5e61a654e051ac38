/** iproute2 through execa: `ip -json` reads in bulk, `ip -batch -` writes. */

/** A link as `ip -json -details address show` tells, reduced to what we use. */
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
  altnames: string[];
  /** ifindex of the peer in another namespace (veth). */
  peerIndex: number | null;
  addresses: string[];
  /** linkinfo.info_data of a bridge. */
  bridge: Record<string, unknown> | null;
}
