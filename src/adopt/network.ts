/** Bridges, interfaces and links in the spec's words. */
import { derivedMac, hostInterfaceName } from '../model/mark.js';
import type { Attributes, Resource } from '../model/resource.js';
import { defined } from '../spec/print/defined.js';
import type { YamlValue } from '../spec/print/yaml.js';
import { below, listIn, ofKind, textIn } from './attributes.js';

/** Attributes that the spec asked for when it was last applied, by resource id: only those are managed. */
export type LastApplied = Readonly<Record<string, Record<string, unknown>>>;

/** A bridge of the project: its addresses, and of its options those that were asked for. */
export function describeBridge(
  { id, attributes }: Resource,
  applied: LastApplied,
  firewall: Attributes,
): YamlValue {
  const name = id.slice('networks.'.length);
  const asked = applied[id] ?? {};
  const managed = (key: string): YamlValue =>
    key in asked ? ((attributes[key] ?? null) as YamlValue) : null;
  const options = below(attributes, 'bridge.').filter(([key]) => `bridge.${key}` in asked);
  const isNat = listIn(firewall, 'nat').some(each => each.startsWith(`${name} `));
  return defined({
    bridge: Object.fromEntries(options) as Record<string, YamlValue>,
    addresses: listIn(attributes, 'addresses'),
    mtu: managed('mtu'),
    mac: managed('mac'),
    nat: isNat || null,
    internal: listIn(firewall, 'internal').includes(name) || null,
  });
}

/** The interfaces of a container by the bridge that each is a port of, in the order of their names inside. */
export function describeNics(
  resources: readonly Resource[],
  container: string,
  project: string,
  applied: LastApplied,
): Record<string, YamlValue> {
  const nics = ofKind(resources, 'nic', container).map(({ id, attributes }) => {
    const network = textIn(attributes, 'master') ?? id.slice(id.lastIndexOf('.') + 1);
    return { id, network, attributes, name: textIn(attributes, 'interface') ?? 'eth0' };
  });
  nics.sort((left, right) => left.name.localeCompare(right.name, 'en', { numeric: true }));
  return Object.fromEntries(
    nics.map(({ id, network, attributes, name }) => {
      const routes = listIn(attributes, 'routes').map(parseRoute);
      const gateways = routes.filter(isGateway).map(each => each.via!);
      const mac = textIn(attributes, 'mac');
      const host = textIn(attributes, 'host_name');
      return [
        network,
        defined({
          interface: name,
          addresses: listIn(attributes, 'addresses'),
          gateway: gateways.length > 0 ? gateways : 'none',
          mac: mac === derivedMac(project, container, name) ? null : mac,
          mtu: 'mtu' in (applied[id] ?? {}) ? ((attributes['mtu'] as number | undefined) ?? null) : null,
          host_name: host === hostInterfaceName(project, container, name) ? null : host,
          routes: routes.filter(each => !isGateway(each)).map(each => defined({ ...each })),
        }),
      ];
    }),
  );
}

interface ObservedRoute {
  to: string;
  via: string | null;
  metric: number | null;
  table: number | null;
}

/** `10.9.0.0/16 via 10.0.2.1 metric 0 table 254`, with the kernel's defaults left out. */
function parseRoute(text: string): ObservedRoute {
  const [, to, via, metric, table] = /^(\S+)(?: via (\S+))? metric (\d+) table (\d+)$/.exec(text) ?? [];
  const usual = to?.includes(':') ? 1024 : 0;
  return {
    to: to ?? text,
    via: via ?? null,
    metric: Number(metric) === usual ? null : Number(metric),
    table: Number(table) === mainTable ? null : Number(table),
  };
}

/** RT_TABLE_MAIN. */
const mainTable = 254;

function isGateway({ to, via, metric, table }: ObservedRoute): boolean {
  return (to === '0.0.0.0/0' || to === '::/0') && via !== null && metric === null && table === null;
}

/** A point-to-point link. */
export function describeLink({ id, attributes }: Resource, applied: LastApplied): YamlValue {
  const endpoints = id.slice('links.'.length).split('--');
  const addresses = Object.fromEntries(
    endpoints.map((each, index) => [each, listIn(attributes, `${index === 0 ? 'a' : 'b'}.addresses`)]),
  );
  return defined({
    endpoints,
    mtu: 'a.mtu' in (applied[id] ?? {}) ? ((attributes['a.mtu'] as number | undefined) ?? null) : null,
    addresses: defined(addresses),
  });
}

/** `0.0.0.0:8080/tcp -> 10.0.2.16:80` */
export function parsePublished(text: string): { address: string; port: YamlValue } | undefined {
  const [, host, published, protocol, address, target] =
    /^(\S+):(\d+)\/(tcp|udp) -> (\S+):(\d+)$/.exec(text) ?? [];
  if (address === undefined) return undefined;
  const port = defined({
    target: Number(target),
    published: Number(published),
    host_ip: host === '0.0.0.0' ? null : host!,
    protocol: protocol!,
  });
  return { address, port };
}
