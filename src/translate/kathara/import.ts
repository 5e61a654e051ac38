/** Kathara's laboratory as a spec: collision domains are links or bridges, and what startup files set up is declared. */
import { dirname, join } from 'node:path';
import { quote } from '../../spec/diagnostic.js';
import { bridgeName } from '../bridge-name.js';
import { containerName } from '../container-name.js';
import { projectNameOf, projectOfDirectory } from '../project-name.js';
import { Remarks } from '../remarks.js';
import { firstHost, poolOf, privateSubnet } from '../subnet.js';
import { interfaceOf, type LabNode, type LabWire, labNode } from '../topology/lab.js';
import { settleRoutes } from '../topology/routes.js';
import { applyShellLine } from '../topology/shell-line.js';
import { writeLab } from '../topology/write.js';
import type { Importer, Source } from '../translation.js';
import type { Draft } from '../tree.js';
import { type Assignment, parseLabConf } from './lab-conf.js';
import { applyOption } from './options.js';

export { isLabConf } from './lab-conf.js';

/** The network of devices that are `bridged`: out of the laboratory, through the host. */
const outside = 'outside';

/** lab.conf, with the NAME.startup files and the lab.dep beside it. @throws SpecFailure when it is not of its grammar */
export const importKathara: Importer = source => {
  const remarks = new Remarks();
  const { assignments, about } = parseLabConf(source.text, source.file);
  const { name, ...described } = about;
  const project = name === undefined ? projectOfDirectory(source.file) : projectNameOf(name);
  const nodes = new Map<string, LabNode>();
  const taken = new Set<string>();
  for (const { device, range } of assignments) {
    if (nodes.has(device)) continue;
    const name = containerName(device, taken);
    taken.add(name);
    if (name !== device)
      remarks.add(range, `the device ${quote(device)} is called ${name}: names are lower-case here`);
    nodes.set(device, labNode(name));
  }
  const wires = wiresOf(assignments, nodes, project, remarks);
  for (const each of assignments) {
    if (/^\d+$/.test(each.argument)) continue;
    applyOption(each, nodes.get(each.device)!, remarks);
  }
  for (const [device, node] of nodes) {
    node.draft['command'] ??= ['sleep', 'infinity'];
    // Kathara's devices forward, and do not mind where a packet comes from.
    if (node.interfaces.size > 1) Object.assign(node.sysctls, { ...routing, ...node.sysctls });
    for (const file of ['shared', device]) runStartup(file, node, source, remarks);
    remarkDirectory(assignments.find(each => each.device === device)!, source, remarks);
  }
  giveDependencies(nodes, source, remarks);
  settleRoutes([...nodes.values()], remarks);
  const networks = bridgedNetwork(nodes, project);
  const spec = writeLab({ project, nodes: [...nodes.values()], wires }, networks);
  return {
    spec: { ...spec, ...(Object.keys(described).length > 0 && { 'x-lab': described }) },
    remarks: remarks.sorted(),
  };
};

const routing = {
  'net.ipv4.ip_forward': '1',
  'net.ipv4.conf.all.rp_filter': '0',
  'net.ipv4.conf.default.rp_filter': '0',
};

function wiresOf(
  assignments: readonly Assignment[],
  nodes: ReadonlyMap<string, LabNode>,
  project: string,
  remarks: Remarks,
): LabWire[] {
  const domains = new Map<string, LabWire>();
  for (const { device, argument, value, range } of assignments) {
    if (!/^\d+$/.test(argument)) continue;
    const [domain = '', mac] = value.split('/') as [string | undefined, string | undefined];
    const end = interfaceOf(nodes.get(device)!, `eth${Number(argument)}`);
    const wire = domains.get(domain) ?? { ends: [], name: `${domain}-${project}`, bridge: false };
    domains.set(domain, wire);
    if (mac !== undefined) end.mac = mac;
    if (wire.ends.includes(end)) remarks.add(range, `eth${argument} is given twice: once is enough`);
    else wire.ends.push(end);
  }
  return [...domains.values()];
}

/** Kathara copies it over the root of the device. */
function remarkDirectory({ device, range }: Assignment, source: Source, remarks: Remarks): void {
  if (source.file.startsWith('<') || source.listFiles(join(dirname(source.file), device)).length === 0)
    return;
  const hint = `mount what is in it with \`volumes\`: ./${device}/etc/FILE:/etc/FILE`;
  remarks.add(range, `the directory ${quote(device)} is not copied into the device`, hint);
}

function runStartup(name: string, node: LabNode, source: Source, remarks: Remarks): void {
  const file = join(dirname(source.file), `${name}.startup`);
  const text = source.file.startsWith('<') ? null : source.readFile(file);
  for (const [index, line] of (text ?? '').split('\n').entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    applyShellLine(line.trim(), { file, line: index + 1, column: line.search(/\S/) + 1 }, node, remarks);
  }
}

/** `lab.dep`: a device, and those that start before it. */
function giveDependencies(nodes: ReadonlyMap<string, LabNode>, source: Source, remarks: Remarks): void {
  const file = join(dirname(source.file), 'lab.dep');
  const text = source.file.startsWith('<') ? null : source.readFile(file);
  for (const [index, line] of (text ?? '').split('\n').entries()) {
    const [device = '', others = ''] = line.replace(/#.*/, '').split(':');
    if (device.trim() === '') continue;
    const node = nodes.get(device.trim());
    const names = others.split(/\s+/).flatMap(each => nodes.get(each)?.name ?? []);
    if (node && names.length > 0) node.draft['depends_on'] = names;
    else
      remarks.add({ file, line: index + 1, column: 1 }, `${quote(line)} names no devices of the laboratory`);
  }
}

/** Devices with `bridged` or `port` have one more interface, behind the others, on a bridge with a way out. */
function bridgedNetwork(nodes: ReadonlyMap<string, LabNode>, project: string): Record<string, Draft> {
  const members = [...nodes.values()].filter(each => each.draft[outside] !== undefined);
  const name = bridgeName(`${outside}-${project}`, new Set());
  for (const node of members) {
    const { [outside]: _marker, ...draft } = node.draft;
    const numbers = [...node.interfaces.keys()].map(each => Number(each.slice(3)));
    const routed = [...node.interfaces.values()].some(each =>
      each.routes.some(route => route.to === 'default'),
    );
    const own: Draft = {
      interface: `eth${Math.max(-1, ...numbers) + 1}`,
      ...(routed && { gateway: 'none' }),
    };
    node.draft = { ...draft, networks: { [name]: own } };
  }
  if (members.length === 0) return {};
  const subnet = privateSubnet(project, members.length, []);
  const gateway = firstHost(subnet);
  const pool = poolOf(subnet, subnet, gateway)!;
  return { [name]: { addresses: [`${gateway}/${subnet.prefix}`], pool, nat: true } };
}
