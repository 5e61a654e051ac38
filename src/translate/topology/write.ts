/** A laboratory as a spec: wires with two plain ends are links, all others bridges. */
import type { YamlValue } from '../../spec/print/yaml.js';
import { bridgeName } from '../bridge-name.js';
import type { Draft } from '../tree.js';
import type { Lab, LabInterface, LabNode, LabWire } from './lab.js';

/** @param networks bridges that are there already, such as one for management */
export function writeLab(lab: Lab, networks: Record<string, Draft> = {}): Draft {
  const links: YamlValue[] = [];
  const attachments = new Map<string, Record<string, Draft>>();
  const names = new Set(Object.keys(networks));
  const bridges: Record<string, Draft> = { ...networks };
  for (const wire of lab.wires) {
    if (isLink(wire)) {
      links.push(link(wire));
      continue;
    }
    const name = bridgeName(wire.name, names);
    names.add(name);
    bridges[name] = wire.mtu === undefined ? {} : { mtu: wire.mtu };
    for (const end of wire.ends) {
      const own = attachments.get(end.node) ?? {};
      own[name] = attachment(end);
      attachments.set(end.node, own);
    }
  }
  const containers = lab.nodes.map(node => [node.name, container(node, attachments.get(node.name) ?? {})]);
  return {
    name: lab.project,
    ...(Object.keys(bridges).length > 0 && { networks: bridges }),
    ...(links.length > 0 && { links }),
    containers: Object.fromEntries(containers),
  };
}

/** A link has addresses; routes and hardware addresses stand under networks. */
function isLink({ ends, bridge }: LabWire): boolean {
  const plain = ends.every(each => each.routes.length === 0 && each.mac === undefined);
  return !bridge && ends.length === 2 && plain && ends[0]!.node !== ends[1]!.node;
}

function link({ ends, mtu }: LabWire): YamlValue {
  const endpoints = ends.map(each => `${each.node}:${each.name}`);
  const size = mtu ?? ends.map(each => each.mtu).find(each => each !== undefined);
  const addressed = ends.filter(each => each.addresses.length > 0);
  if (addressed.length === 0 && size === undefined) return endpoints;
  const addresses = addressed.map(each => [`${each.node}:${each.name}`, each.addresses]);
  return {
    endpoints,
    ...(size !== undefined && { mtu: size }),
    ...(addressed.length > 0 && { addresses: Object.fromEntries(addresses) as Draft }),
  };
}

function attachment({ name, addresses, routes, mac, mtu }: LabInterface): Draft {
  const result: Draft = { interface: name };
  if (addresses.length === 1) result['address'] = addresses[0]!;
  if (addresses.length > 1) result['addresses'] = addresses;
  const gateways = routes.filter(each => each.to === 'default' && Object.keys(each).length === 2 && each.via);
  if (gateways.length === 1) result['gateway'] = gateways[0]!.via!;
  if (gateways.length > 1) result['gateway'] = gateways.map(each => each.via!);
  const others = routes.filter(each => !gateways.includes(each));
  if (others.length > 0) result['routes'] = others.map(each => ({ ...each }));
  if (mac !== undefined) result['mac'] = mac;
  if (mtu !== undefined) result['mtu'] = mtu;
  return result;
}

function container(node: LabNode, networks: Record<string, Draft>): Draft {
  const { networks: given = {}, ...draft } = node.draft;
  const joined = { ...(given as Record<string, Draft>), ...networks };
  return {
    ...draft,
    ...(Object.keys(joined).length > 0 && { networks: joined }),
    ...(Object.keys(node.sysctls).length > 0 && { sysctls: node.sysctls }),
  };
}
