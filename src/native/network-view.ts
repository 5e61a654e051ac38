/** What `lxc-monitor observe` tells of network namespaces: docs/native-protocol.md, in the kernel's numbers and units. */

export interface NetworkView {
  links: {
    ifindex: number;
    name: string;
    mac: string;
    mtu: number;
    up: boolean;
    peerIndex: number;
    kind: string;
    altnames: string[];
    /** ifindex of its bridge; absent when it is no port. */
    master?: number;
    /** Absent = 0, the default group. */
    group?: number;
    /** Of bridges only. */
    bridge?: Record<string, number>;
    /** Of a veth; absent = 1. */
    rxQueues?: number;
    txQueues?: number;
    /** Of a bridge's port; absent = false. */
    isolated?: boolean;
    hairpin?: boolean;
    /** macvlan and ipvlan; `flags` and `vlan` are those of an ipvlan and a vlan. */
    mode?: number;
    flags?: number;
    vlan?: number;
    /** The number of the namespace that a veth's other end is in; absent when that is its own. */
    peerNamespace?: number;
  }[];
  /** Bytes a second that an interface may send, of those that are limited. */
  rates?: { ifindex: number; rate: number }[];
  addresses: { ifindex: number; address: string; scope: number; proto: number }[];
  routes: {
    to: string;
    via: string | null;
    ifindex: number;
    metric: number;
    table: number;
    protocol: number;
    type: number;
  }[];
}

/** A container's network, with what its uts and ipc namespaces say. */
export interface NamespaceView extends NetworkView {
  pid: number;
  hostname: string;
  domainname: string;
  sysctls: Record<string, string>;
}

/** A network namespace that is no container's of ours. */
export interface OtherNamespaceView extends NetworkView {
  sysctls: Record<string, string>;
  /** What its links call the host's namespace and each that was asked for; negative = they have no number for it. */
  numbers: number[];
}
