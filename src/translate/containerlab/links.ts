/** containerlab's links in their short, extended and brief forms, as wires; a bridge is one wire with many ends. */
import { quote, type SourceRange } from '../../spec/diagnostic.js';
import type { SpecNode } from '../../spec/node.js';
import type { Remarks } from '../remarks.js';
import { addAddress } from '../topology/ip.js';
import { interfaceOf, type LabInterface, type LabNode, type LabWire } from '../topology/lab.js';
import { childOf, entriesOf, fault, listOf, textOf, textsOf } from '../tree.js';
import { endpointAddresses } from './node.js';

interface Endpoint {
  node: string;
  interface: string;
  addresses: string[];
  mac?: string;
  range: SourceRange;
}

/** Words in the place of a node that stand for something of the host. */
const special = ['host', 'mgmt-net', 'macvlan', 'macvtap', 'vxlan', 'vxlan-stitch', 'dummy'];

/**
 * @param nodes by their names in the file
 * @param bridges names of nodes that are bridges
 */
export function wiresOf(
  links: SpecNode | undefined,
  nodes: ReadonlyMap<string, LabNode>,
  bridges: readonly string[],
  remarks: Remarks,
): LabWire[] {
  const shared = new Map(bridges.map((name): [string, LabWire] => [name, { ends: [], name, bridge: true }]));
  const wires: LabWire[] = [...shared.values()];
  for (const link of listOf(links)) {
    const type = childOf(link, 'type');
    const kind = textOf(type) ?? 'veth';
    if (kind !== 'veth' && kind !== 'bridge') {
      remarks.add(
        link.range,
        `a link of the type ${quote(kind)} has no counterpart here: left out`,
        hintFor(kind),
      );
      continue;
    }
    for (const { key, at } of entriesOf(link)) {
      if (['type', 'endpoints', 'mtu', 'ipv4', 'ipv6'].includes(key)) continue;
      remarks.add(at, `${quote(key)} of a link is left out`);
    }
    const endpoints = endpointsOf(link);
    if (endpoints.length !== 2) {
      throw fault(
        'invalid-value',
        link.range,
        'a link has two endpoints',
        'write endpoints: ["a:eth1", "b:eth1"]',
      );
    }
    const wire = wireOf(link, endpoints, nodes, shared, remarks);
    if (wire) wires.push(wire);
  }
  return wires;
}

function hintFor(kind: string): string {
  return kind === 'dummy'
    ? 'write an address under a network'
    : 'join a bridge of the host with `external: true`';
}

function endpointsOf(link: SpecNode): Endpoint[] {
  const given = link.kind === 'sequence' ? link : childOf(link, 'endpoints');
  // The brief form has the addresses beside the endpoints, in their order.
  const beside = ['ipv4', 'ipv6'].map(key => textsOf(childOf(link, key)));
  return listOf(given).map((item, index) => {
    const addresses = [...endpointAddresses(item), ...beside.flatMap(each => each[index] || [])];
    const mac = textOf(childOf(item, 'mac'));
    const [node = '', name = ''] =
      item.kind === 'mapping'
        ? [textOf(childOf(item, 'node')), textOf(childOf(item, 'interface'))]
        : (textOf(item) ?? '').split(/:(.*)/s);
    return { node, interface: name, addresses, range: item.range, ...(mac !== undefined && { mac }) };
  });
}

/** The wire of a link; undefined when it is one more end of a bridge, or leads out of the laboratory. */
function wireOf(
  link: SpecNode,
  endpoints: Endpoint[],
  nodes: ReadonlyMap<string, LabNode>,
  shared: ReadonlyMap<string, LabWire>,
  remarks: Remarks,
): LabWire | undefined {
  const mtu = Number(textOf(childOf(link, 'mtu')) ?? Number.NaN);
  const bridged = endpoints.map(each => shared.get(each.node));
  const ends: LabInterface[] = [];
  for (const [index, endpoint] of endpoints.entries()) {
    if (bridged[index]) continue;
    const node = nodes.get(endpoint.node);
    if (!node) {
      if (!special.includes(endpoint.node)) {
        throw fault('unknown-reference', endpoint.range, `there is no node ${quote(endpoint.node)}`);
      }
      const message = `the link ends in ${quote(endpoint.node)}, which is outside of the laboratory: left out`;
      remarks.add(endpoint.range, message, hintFor(endpoint.node));
      return undefined;
    }
    ends.push(endOf(endpoint, node, remarks));
  }
  const bridge = bridged.find(each => each !== undefined);
  if (bridge) {
    if (ends.length === 0) {
      remarks.add(
        link.range,
        'a link between two bridges is left out',
        'let their containers join one network',
      );
    }
    for (const end of ends) if (mtu > 0) end.mtu = mtu;
    bridge.ends.push(...ends);
    return undefined;
  }
  const name = ends.map(each => each.node).join('-');
  return { ends, name, bridge: false, ...(mtu > 0 && { mtu }) };
}

function endOf(endpoint: Endpoint, node: LabNode, remarks: Remarks): LabInterface {
  const name = endpoint.interface.replace(/[^A-Za-z0-9_.-]/g, '-').slice(-15);
  if (name !== endpoint.interface) {
    remarks.add(
      endpoint.range,
      `the interface ${quote(endpoint.interface)} is called ${name}, as the kernel wants`,
    );
  }
  const end = interfaceOf(node, name);
  if (endpoint.mac !== undefined) end.mac = endpoint.mac;
  for (const text of endpoint.addresses) {
    if (!addAddress(end, text))
      remarks.add(endpoint.range, `${quote(text)} is no address with prefix: left out`);
  }
  return end;
}
