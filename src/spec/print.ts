/**
 * The normalised project as a spec again, for `config`: every short form written out, every default filled in, every
 * instance by its own name. Loading the text gives the same project, whatever the environment is.
 */
import type { Network, PointToPointLink, Project, Volume } from '../model/project.js';
import type { Provided } from '../model/provided.js';
import { describeCommands, describeContainer } from './print/container.js';
import { defined } from './print/defined.js';
import { literals } from './print/literal.js';
import { formatYaml, type YamlValue } from './print/yaml.js';

export function formatProject(project: Project): string {
  return formatYaml(describeProject(project));
}

/** The same as data, for JSON, which is YAML as well. */
export function describeProject(project: Project): Record<string, YamlValue> {
  return defined({
    name: project.name,
    networks: mapping(project.networks, describeNetwork),
    links: project.links.map(describeLink),
    containers: mapping(project.containers, each => describeContainer(each, project)),
    hooks: project.hooks && describeCommands(project.hooks),
    volumes: mapping(project.volumes, describeVolume),
    configs: mapping(project.configs, describeProvided),
    secrets: mapping(project.secrets, describeProvided),
  });
}

function mapping<Named extends { name: string }>(
  items: Named[],
  describe: (item: Named) => YamlValue,
): Record<string, YamlValue> {
  return Object.fromEntries(items.map(each => [each.name, describe(each)]));
}

function describeNetwork(network: Network): YamlValue {
  const { gateway } = network;
  return defined({
    type: network.type === 'bridge' ? undefined : network.type,
    parent: network.parent,
    mode: network.mode,
    isolation: network.isolation,
    vlan: network.vlan,
    ...(network.type === 'bridge' ? describeBridge(network) : {}),
    gateway: gateway && Object.values(gateway),
    dns: network.dns,
    domain: network.domain,
    mtu: network.mtu,
    labels: literals(network.labels),
  });
}

function describeBridge(network: Network): Record<string, YamlValue | undefined> {
  const { pool } = network;
  return {
    external: network.external,
    bridge: { ...network.bridge },
    addresses: network.addresses,
    pool: pool && `${pool.first}-${pool.last}`,
    mac: network.mac,
    nat: network.nat,
    internal: network.internal,
    isolated: network.isolated,
    allow: network.allow?.map(each => ({ ...each })),
  };
}

function describeLink({ ends, mtu }: PointToPointLink): YamlValue {
  const names = ends.map(each => `${each.container}:${each.interface}`);
  const addresses = Object.fromEntries(ends.map((each, index) => [names[index]!, each.addresses]));
  return defined({
    endpoints: names,
    mtu,
    addresses: ends.some(each => each.addresses.length > 0) ? addresses : undefined,
  });
}

function describeVolume({ external, labels }: Volume): YamlValue {
  return defined({ external, labels: literals(labels) });
}

/** Where it comes from; its bytes are printed only when they stand in the spec itself. */
function describeProvided({ from, labels }: Provided): YamlValue {
  return defined({ ...literals(from), labels: literals(labels) });
}
