/** All networks of a file with their names here, and the one that Docker Compose makes without being asked. */
import { quote } from '../../spec/diagnostic.js';
import type { SpecNode } from '../../spec/node.js';
import { bridgeName } from '../bridge-name.js';
import { projectNameOf, projectOfDirectory } from '../project-name.js';
import type { Remarks } from '../remarks.js';
import { parseSubnet, type Subnet } from '../subnet.js';
import { childOf, entriesOf, listOf, textOf } from '../tree.js';
import { hasVariable } from '../variables.js';
import { type Bridge, translateNetwork } from './network.js';

/** Docker Compose's name for the network of services that name none. */
export const defaultNetwork = 'default';

/** @param joined how many containers join each network, by its name in the file */
export function translateNetworks(
  root: SpecNode,
  project: string,
  joined: ReadonlyMap<string, number>,
  remarks: Remarks,
): Map<string, Bridge> {
  const given = childOf(root, 'networks');
  const nodes = new Map(entriesOf(given).map(({ key, at, value }) => [key, { at, value }]));
  const names = new Set<string>();
  const bridges = new Map<string, Bridge>();
  const taken = [...nodes.values()].flatMap(({ value }) => givenSubnets(value));
  const seed = (key: string) => `${project}\n${key}`;
  for (const [key, { at, value }] of nodes) {
    const wanted = wantedName(key, value, project);
    const name = bridgeName(wanted, names);
    names.add(name);
    if (name !== (key === defaultNetwork ? project : key)) {
      remarks.add(
        at,
        `the network ${quote(key)} is called ${name}: a network's name is its bridge's name here`,
      );
    }
    bridges.set(key, translateNetwork(name, value, seed(key), joined.get(key) ?? 0, taken, remarks));
  }
  if (!bridges.has(defaultNetwork) && joined.has(defaultNetwork)) {
    const name = bridgeName(project, names);
    const hosts = joined.get(defaultNetwork)!;
    bridges.set(
      defaultNetwork,
      translateNetwork(name, undefined, seed(defaultNetwork), hosts, taken, remarks),
    );
  }
  return bridges;
}

function wantedName(key: string, node: SpecNode, project: string): string {
  const external = childOf(node, 'external');
  const options = childOf(node, 'driver_opts');
  const own =
    textOf(childOf(options, 'com.docker.network.bridge.name')) ??
    textOf(childOf(node, 'name')) ??
    textOf(childOf(external, 'name'));
  if (own !== undefined && own !== '' && !hasVariable(own)) return own;
  return key === defaultNetwork ? project : key;
}

function givenSubnets(node: SpecNode): Subnet[] {
  const config = childOf(childOf(node, 'ipam'), 'config');
  return listOf(config).flatMap(each => parseSubnet(textOf(childOf(each, 'subnet')) ?? '') ?? []);
}

/** As Docker Compose derives it: `name:`, else the directory's name with what names may not hold left out. */
export function projectName(root: SpecNode, file: string): string {
  const given = textOf(childOf(root, 'name'));
  return given !== undefined && !hasVariable(given) ? projectNameOf(given) : projectOfDirectory(file);
}
