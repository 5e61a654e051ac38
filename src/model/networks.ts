/** Networks, links and interfaces of a normalised project; units and conventions as in project.ts. */

export interface Network {
  /** Also the name of the bridge interface. */
  name: string;
  type: NetworkType;
  /** Every type but bridge: the host's interface that it is about. */
  parent?: string;
  /** macvlan: private, vepa, bridge or passthru. ipvlan: l2, l3 or l3s. */
  mode?: string;
  /** ipvlan: bridge, private or vepa. */
  isolation?: string;
  /** vlan: its number. */
  vlan?: number;
  /** Joined and checked, never created, changed or removed. */
  external: boolean;
  bridge: BridgeOptions;
  /** Host-side addresses of the bridge with prefix, canonical text form. */
  addresses: string[];
  /** First and last address handed to NICs that name none. */
  pool?: { first: string; last: string };
  /** Gateway handed to NICs with `gateway: auto`; default: the bridge's first address of that family. */
  gateway?: { v4?: string; v6?: string };
  mtu?: number;
  mac?: string;
  /** Masquerade what leaves this network for elsewhere. */
  nat: boolean;
  /** No route out: no gateway is handed out and forwarding from it is dropped. */
  internal: boolean;
  /** Default of its interfaces. */
  isolated?: boolean;
  /** Given: nothing else reaches a container over this network. */
  allow?: Allowance[];
  /** Given to containers that name none. */
  dns?: string[];
  domain?: string;
  labels: Record<string, string>;
}

/** `from` may reach `to`, both names of containers: all of it, or one port. */
export interface Allowance {
  from: string;
  to: string;
  port?: number;
  protocol?: 'tcp' | 'udp';
}

/** What a container's interface on the network is. bridge: a veth pair whose other end is a port of the bridge. */
export type NetworkType = 'bridge' | 'macvlan' | 'ipvlan' | 'vlan' | 'phys';

/** Times in seconds as the spec gives them; the kernel's names. */
export interface BridgeOptions {
  stp?: boolean;
  forward_delay?: number;
  hello_time?: number;
  max_age?: number;
  ageing_time?: number;
  priority?: number;
  group_fwd_mask?: number;
  mcast_snooping?: boolean;
  vlan_filtering?: boolean;
}

export interface LinkEnd {
  container: string;
  interface: string;
  addresses: string[];
}

/** A veth pair with both ends in containers. */
export interface PointToPointLink {
  ends: [LinkEnd, LinkEnd];
  mtu?: number;
}

export interface Route {
  /** Canonical prefix, or `default`. */
  to: string;
  via?: string;
  metric?: number;
  table?: number;
}

/** A container's interface on a network. */
export interface Nic {
  /** Name of the network. */
  network: string;
  /** Name inside the container: eth0, eth1, … in the spec's order unless given. */
  interface: string;
  /** Given in the spec only; the derived name comes from `hostInterfaceName`. */
  hostName?: string;
  /** With prefix, canonical. Filled from the pool before planning when `pooled`. */
  addresses: string[];
  /** True: no address was given and the network has a pool. */
  pooled: boolean;
  /** Resolved default gateways (`auto` is already replaced); absent: no default route through this NIC. */
  gateway?: { v4?: string; v6?: string };
  mac?: string;
  mtu?: number;
  /** Of its port of the bridge. */
  isolated?: boolean;
  hairpin?: boolean;
  /** Only its own hardware address may send. */
  macFilter?: true;
  /** Queues of the veth pair. */
  rxQueues?: number;
  txQueues?: number;
  /** Bits a second, in either direction. */
  rate?: number;
  /** Command lines on the host, when it was made and before it goes. */
  upScript?: string;
  downScript?: string;
  /** There with its addresses, and never up. */
  staysDown?: true;
  routes: Route[];
  /** Further names under which others on this network find the container. */
  aliases: string[];
}
