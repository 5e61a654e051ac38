/** containerlab's topology as a spec: nodes are containers, links are veth pairs, and what `exec` sets up is declared. */
import { quote } from '../../spec/diagnostic.js';
import type { SpecNode } from '../../spec/node.js';
import { parseSpec } from '../../spec/parse/parse.js';
import { bridgeName } from '../bridge-name.js';
import { containerName } from '../container-name.js';
import { importKathara, isLabConf } from '../kathara/import.js';
import { Remarks } from '../remarks.js';
import { firstHost, parseSubnet, poolOf } from '../subnet.js';
import { type LabNode, labNode } from '../topology/lab.js';
import { settleRoutes } from '../topology/routes.js';
import { writeLab } from '../topology/write.js';
import type { Importer, Translation } from '../translation.js';
import { childOf, type Draft, entriesOf, fault, mappingOf, textOf } from '../tree.js';
import { hasVariable } from '../variables.js';
import { effectiveNode } from './inherit.js';
import { wiresOf } from './links.js';
import { giveProgram, kindOf, type NodeTarget, nodeRules } from './node.js';

const bridgeKinds = ['bridge', 'ovs-bridge'];
/** containerlab's own defaults of the network for management. */
const management = { name: 'clab', subnet: '172.20.20.0/24' };

/** A topology of containerlab, or the lab.conf of Kathara, which is told by its content. */
export const importContainerlab: Importer = source => {
  if (isLabConf(source.text)) return importKathara(source);
  // envsubst's `${NAME:=default}` assigns as well; the length stays, and with it every place.
  const text = source.text
    .replace(/\$\{([A-Za-z_]\w*):=/g, '${$1:-')
    .replace(/\$\{([A-Za-z_]\w*)=/g, '${$1-');
  const root = mappingOf(parseSpec(text, source.file), 'the file');
  const topology = childOf(root, 'topology');
  if (!topology) {
    throw fault('missing-key', root.range, 'the file has no `topology`: it is not of containerlab');
  }
  return translate(root, mappingOf(topology, '`topology`'));
};

function translate(root: SpecNode, topology: SpecNode): Translation {
  const remarks = new Remarks();
  const project = containerName(textOf(childOf(root, 'name')) ?? 'lab', new Set())
    .replaceAll('.', '-')
    .slice(0, 40);
  for (const { key, at } of entriesOf(root)) {
    if (['name', 'topology', 'mgmt'].includes(key) || key.startsWith('x-')) continue;
    remarks.add(at, `${quote(key)} has no counterpart here: left out`);
  }
  for (const { key, at } of entriesOf(topology)) {
    if (['nodes', 'links', 'kinds', 'defaults', 'groups'].includes(key)) continue;
    remarks.add(at, `${quote(key)} is not a key of a topology: left out`);
  }
  const given = entriesOf(childOf(topology, 'nodes')).map(each => ({
    ...each,
    entries: effectiveNode(topology, each.value),
  }));
  const bridges = given.filter(each => bridgeKinds.includes(kindOf(each.entries)));
  for (const { at, key } of bridges) {
    const message = `the bridge ${quote(key)} is made by \`up\` here; containerlab expects it on the host`;
    remarks.add(at, message, 'write `external: true` under the network if it is there already');
  }
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const { key, at, entries } of given) {
    if (bridgeKinds.includes(kindOf(entries))) continue;
    const name = containerName(key, taken);
    taken.add(name);
    names.set(key, name);
    if (name !== key) remarks.add(at, `the node ${quote(key)} is called ${name}: names are lower-case here`);
  }
  const nodes = new Map([...names].map(([key, name]): [string, LabNode] => [key, labNode(name)]));
  const bridgeNames = bridges.map(each => each.key);
  const wires = wiresOf(childOf(topology, 'links'), nodes, bridgeNames, remarks);
  // `exec` names interfaces, so the wires come before.
  const managed = given.flatMap(({ key, entries }): Managed[] => {
    const node = nodes.get(key);
    return node ? translateNode(node, entries, project, names, remarks) : [];
  });
  const networks = manage(managed, childOf(root, 'mgmt'), bridgeNames);
  const mgmt = entriesOf(root).find(each => each.key === 'mgmt');
  if (mgmt) {
    const message =
      'only nodes with `ports` or `mgmt-ipv4` join the network for management: `exec` needs none';
    remarks.add(mgmt.at, message);
  }
  const labNodes = [...nodes.values()];
  settleRoutes(labNodes, remarks);
  for (const { interfaces, sysctls } of labNodes) {
    // Docker's hosts forward, and containers take that over: nodes between two wires are routers.
    if (interfaces.size > 1) sysctls['net.ipv4.ip_forward'] ??= '1';
  }
  return { spec: writeLab({ project, nodes: labNodes, wires }, networks), remarks: remarks.sorted() };
}

interface Managed {
  node: LabNode;
  address: string | undefined;
}

function translateNode(
  node: LabNode,
  entries: ReturnType<typeof effectiveNode>,
  project: string,
  names: ReadonlyMap<string, string>,
  remarks: Remarks,
): Managed[] {
  const target: NodeTarget = { draft: node.draft, remarks, node, project, names, managed: false };
  for (const entry of entries) {
    if (Object.hasOwn(nodeRules, entry.key)) nodeRules[entry.key]!(entry, target);
    else remarks.add(entry.at, `${quote(entry.key)} is not a key of a node that is known here: left out`);
  }
  giveProgram(node.draft);
  const { mgmt, ...draft } = node.draft;
  node.draft = draft;
  if (draft['network_mode'] !== undefined) {
    delete draft['ports'];
    return [];
  }
  return target.managed ? [{ node, address: typeof mgmt === 'string' ? mgmt : undefined }] : [];
}

/** The bridge for management, with those that need it: published ports lead to an address. */
function manage(members: Managed[], mgmt: SpecNode | undefined, taken: string[]): Record<string, Draft> {
  if (members.length === 0) return {};
  const wanted = textOf(childOf(mgmt, 'bridge')) ?? textOf(childOf(mgmt, 'network')) ?? management.name;
  const name = bridgeName(hasVariable(wanted) ? management.name : wanted, new Set(taken));
  const text = textOf(childOf(mgmt, 'ipv4-subnet')) ?? textOf(childOf(mgmt, 'ipv4_subnet')) ?? '';
  const subnet = parseSubnet(text) ?? parseSubnet(management.subnet)!;
  const gateway = textOf(childOf(mgmt, 'ipv4-gw')) ?? firstHost(subnet);
  for (const { node, address } of members) {
    const own: Draft = { interface: 'eth0' };
    if (address !== undefined) own['address'] = `${address}/${subnet.prefix}`;
    node.draft['networks'] = { [name]: own };
  }
  const pool = poolOf(subnet, subnet, gateway);
  return { [name]: { addresses: [`${gateway}/${subnet.prefix}`], ...(pool && { pool }), nat: true } };
}
