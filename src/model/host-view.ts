/** What is on the host beside our own projects: bridges and named network namespaces, as `adopt` looks at them. */

export interface HostView {
  bridges: FoundBridge[];
  namespaces: FoundNamespace[];
}

export interface FoundBridge {
  name: string;
  up: boolean;
  mtu: number;
  /** Of global scope, with prefix. */
  addresses: string[];
  /** Names of its ports on the host. */
  ports: string[];
  /** The project of ours that it belongs to. */
  project: string | null;
}

export interface FoundNamespace {
  name: string;
  /** Where it is held. */
  file: string;
  interfaces: FoundInterface[];
  /** Those that were asked for, by dotted key. */
  sysctls: Record<string, string>;
}

export interface FoundInterface {
  name: string;
  /** The kernel's word (veth, dummy, …); empty for hardware. */
  kind: string;
  mac: string;
  mtu: number;
  up: boolean;
  /** Of global scope, with prefix. */
  addresses: string[];
  routes: FoundRoute[];
  /** The other end of a veth; null for other kinds. */
  peer: FoundPeer | null;
}

export type FoundPeer =
  /** A port of a bridge, or of none. */
  | { where: 'host'; interface: string; bridge: string | null }
  | { where: 'namespace'; namespace: string; interface: string }
  | { where: 'elsewhere' };

export interface FoundRoute {
  /** With prefix, `0.0.0.0/0` for all. */
  to: string;
  via: string | null;
  metric: number;
  table: number;
  /** The kernel's number of who made it. */
  protocol: number;
}
