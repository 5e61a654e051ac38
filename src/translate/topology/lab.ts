/** A laboratory of nodes and wires, as containerlab and Kathara have it, before it is written as a spec. */
import type { SourceRange } from '../../spec/diagnostic.js';
import type { Draft } from '../tree.js';

export interface LabRoute {
  to: string;
  via?: string;
  metric?: number;
  table?: number;
}

/** One end of a wire. */
export interface LabInterface {
  /** Name of the container. */
  node: string;
  name: string;
  addresses: string[];
  routes: LabRoute[];
  mac?: string;
  mtu?: number;
}

interface OpenRoute {
  route: LabRoute;
  /** The interface that the source names. */
  device?: string;
  range: SourceRange;
  text: string;
}

export interface LabNode {
  name: string;
  /** What is known of the container; networks and sysctls are added at the end. */
  draft: Draft;
  interfaces: Map<string, LabInterface>;
  /** Their interfaces are known only when all addresses are. */
  routes: OpenRoute[];
  sysctls: Record<string, string>;
}

/** A wire: two interfaces, or any number of them on one bridge. */
export interface LabWire {
  ends: LabInterface[];
  /** Wanted name of the bridge, should it be one. */
  name: string;
  /** A bridge also with two ends: the source says so. */
  bridge: boolean;
  mtu?: number;
}

export interface Lab {
  project: string;
  nodes: LabNode[];
  wires: LabWire[];
}

/** The interface of this name, which is made when a wire ends in it for the first time. */
export function interfaceOf(node: LabNode, name: string): LabInterface {
  const known = node.interfaces.get(name);
  if (known) return known;
  const made: LabInterface = { node: node.name, name, addresses: [], routes: [] };
  node.interfaces.set(name, made);
  return made;
}

/** A node with nothing but its name and what every node of a laboratory is allowed. */
export function labNode(name: string): LabNode {
  // Both programs run privileged containers, so that their users can change interfaces and capture packets.
  const draft: Draft = { rootfs: 'host', overlay: true, cap_add: ['net_admin', 'net_raw'] };
  return { name, draft, interfaces: new Map(), routes: [], sysctls: {} };
}
