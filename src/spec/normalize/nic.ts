/** A container's interfaces: names, addresses, gateways, routes. */
import type { Network, Nic, Route } from '../../model/project.js';
import type { Path } from '../node.js';
import type { List, RawAttachment, RawContainer, RawRoute } from '../raw.js';
import { suggestion } from '../suggest.js';
import {
  type Family,
  familyOf,
  networkRange,
  parseAddress,
  parseInterfaceAddress,
  parsePrefix,
} from '../values/address.js';
import { GrammarError } from '../values/grammar-error.js';
import { parseHostName, parseInterfaceName, parseMac } from '../values/names.js';
import { resolveHostPath } from '../values/path.js';
import { parseRate } from '../values/rate.js';
import { type Context, entriesOf, itemsOf, oneOrMany, placeAs } from './context.js';

export type Networks = ReadonlyMap<string, Network>;

interface Attachment {
  network: string;
  raw: RawAttachment;
  path: Path;
}

/** In the spec's order; an attachment to a network that does not exist is reported and left out. */
export function normalizeNics(
  raw: RawContainer['networks'],
  path: Path,
  networks: Networks,
  context: Context,
): Nic[] {
  const attachments = attachmentsOf(raw, path, context).filter(each => isKnown(each, networks, context));
  const given = attachments.map(each => givenInterface(each, context));
  const taken = new Set(given);
  let index = 0;
  const nics = attachments.map((each, position): Nic => {
    let name = given[position];
    // Numbered by position, as LXC does, unless that name is taken.
    if (name === undefined) {
      index = Math.max(index, position);
      while (taken.has(`eth${index}`)) index += 1;
      name = `eth${index}`;
      taken.add(name);
    }
    return normalizeNic(each, name, networks.get(each.network)!, context);
  });
  for (const [position, { raw, path }] of attachments.entries()) {
    giveGateway(nics[position]!, raw.gateway, [...path, 'gateway'], networks, context);
  }
  giveDefaultGateways(nics, attachments, networks);
  return nics;
}

function attachmentsOf(raw: RawContainer['networks'], path: Path, context: Context): Attachment[] {
  if (!Array.isArray(raw)) {
    return entriesOf(raw, path).map(([network, each, at]) => ({ network, raw: each ?? {}, path: at }));
  }
  const result: Attachment[] = [];
  for (const [network, at] of itemsOf(raw, path)) {
    if (result.some(each => each.network === network)) {
      context.findings.error('duplicate', at, `the network "${network}" is listed twice`);
      continue;
    }
    placeAs(context, [...path, network], at);
    result.push({ network, raw: {}, path: at });
  }
  return result;
}

function isKnown({ network, path }: Attachment, networks: Networks, { findings }: Context): boolean {
  if (networks.has(network)) return true;
  const message = `unknown network "${network}"${suggestion(network, networks.keys())}`;
  findings.error('unknown-reference', path, message, {
    atKey: true,
    hint: 'define it under the top-level `networks`',
  });
  return false;
}

function givenInterface({ raw, path }: Attachment, { findings }: Context): string | undefined {
  if (raw.interface !== undefined && raw.name !== undefined) {
    findings.error('contradiction', [...path, 'name'], '`name` and `interface` are the same: give one', {
      atKey: true,
    });
  }
  const key = raw.interface === undefined ? 'name' : 'interface';
  const text = raw[key];
  return text === undefined ? undefined : findings.read([...path, key], text, parseInterfaceName);
}

function normalizeNic({ raw, path }: Attachment, name: string, network: Network, context: Context): Nic {
  const { findings } = context;
  const read = <Value>(key: 'mac' | 'host_name', convert: (text: string) => Value) =>
    raw[key] === undefined ? undefined : findings.read([...path, key], raw[key], convert);
  const addresses = addressesOf(raw, path, context);
  const nic: Nic = {
    network: network.name,
    interface: name,
    addresses,
    pooled: raw.address === undefined && raw.addresses == null && network.pool !== undefined,
    routes: normalizeRoutes(raw.routes, [...path, 'routes'], context),
    aliases: [...itemsOf(raw.aliases, [...path, 'aliases'])].flatMap(
      ([text, at]) => findings.read(at, text, parseHostName) ?? [],
    ),
  };
  const hostName = read('host_name', parseInterfaceName);
  if (hostName !== undefined) nic.hostName = hostName;
  const isolated = raw.isolated ?? network.isolated;
  if (isolated !== undefined) nic.isolated = isolated;
  if (raw.hairpin !== undefined) nic.hairpin = raw.hairpin;
  if (raw.mac_filter === true) nic.macFilter = true;
  if (raw.veth?.n_rxqueues !== undefined) nic.rxQueues = raw.veth.n_rxqueues;
  if (raw.veth?.n_txqueues !== undefined) nic.txQueues = raw.veth.n_txqueues;
  const rate = raw.shape?.rate;
  const bits = rate === undefined ? undefined : findings.read([...path, 'shape', 'rate'], rate, parseRate);
  if (bits !== undefined) nic.rate = bits;
  const script = (key: 'up' | 'down') =>
    raw[key] === undefined
      ? undefined
      : findings.read([...path, key], raw[key], text => parseScript(text, context));
  const up = script('up');
  if (up !== undefined) nic.upScript = up;
  const down = script('down');
  if (down !== undefined) nic.downScript = down;
  if (raw.flags === 'none') nic.staysDown = true;
  refuseForType(raw, path, network, context);
  const mac = read('mac', parseMac);
  if (mac !== undefined) nic.mac = mac;
  const mtu = raw.mtu ?? network.mtu;
  if (mtu !== undefined) nic.mtu = mtu;
  if (network.mtu !== undefined && raw.mtu !== undefined && raw.mtu > network.mtu) {
    const message = `mtu ${raw.mtu} is larger than the network's ${network.mtu}: larger packets would be dropped`;
    findings.warning([...path, 'mtu'], message);
  }
  placeAs(context, [...path, 'interface'], [...path, 'name']);
  return nic;
}

/** A command line, as LXC takes it; its program is a file. */
function parseScript(text: string, { directory }: Context): string {
  const [program = '', ...rest] = text.trim().split(' ');
  if (!/^(\/|\.{1,2}\/)/.test(program)) {
    throw new GrammarError('is not the path of a program', `write /usr/local/bin/${program} or ./${program}`);
  }
  return [resolveHostPath(program, directory, undefined), ...rest].join(' ');
}

/** Compose's hardware address of the container is that of its first interface. */
export function giveMac(raw: string | undefined, nics: readonly Nic[], path: Path, context: Context): void {
  if (raw === undefined) return;
  const at = [...path, 'mac_address'];
  const mac = context.findings.read(at, raw, parseMac);
  const nic = nics.find(each => each.mac === undefined);
  if (!nic) {
    context.findings.error('contradiction', at, 'there is no network without `mac` that it could be for', {
      atKey: true,
    });
  } else if (mac !== undefined) nic.mac = mac;
}

function refuseForType(raw: RawAttachment, path: Path, { type, mode }: Network, { findings }: Context): void {
  if (raw.host_name !== undefined && type !== 'bridge') {
    const message = `an interface of type ${type} has no end on the host that \`host_name\` could name`;
    findings.error('contradiction', [...path, 'host_name'], message, { atKey: true });
  }
  for (const key of ['isolated', 'hairpin', 'mac_filter', 'shape', 'veth'] as const) {
    if (raw[key] == null || type === 'bridge') continue;
    const message = `\`${key}\` is of a port of a bridge, and this is an interface of type ${type}`;
    findings.error('contradiction', [...path, key], message, { atKey: true });
  }
  if (raw.mac !== undefined && (type === 'ipvlan' || mode === 'passthru')) {
    const message = 'the hardware address is that of the parent';
    findings.error('contradiction', [...path, 'mac'], message, { hint: 'leave `mac` out', atKey: true });
  }
  if (raw.flags !== 'none') return;
  for (const key of ['gateway', 'routes'] as const) {
    if (raw[key] == null || raw[key] === 'none') continue;
    findings.error(
      'contradiction',
      [...path, key],
      'the kernel takes no route through an interface that is down',
      {
        hint: `remove \`${key}\`, or \`flags: none\``,
        atKey: true,
      },
    );
  }
}

function addressesOf(raw: RawAttachment, path: Path, context: Context): string[] {
  const single = raw.address === undefined ? [] : [[raw.address, [...path, 'address']] as [string, Path]];
  placeAs(context, [...path, 'addresses'], [...path, 'address']);
  const seen = new Set<string>();
  return [...single, ...oneOrMany(raw.addresses, [...path, 'addresses'])].flatMap(([text, at]) => {
    const address = context.findings.read(at, text, parseInterfaceAddress);
    if (address === undefined) return [];
    if (seen.has(address)) context.findings.error('duplicate', at, `the address ${address} is listed twice`);
    seen.add(address);
    return [address];
  });
}

function normalizeRoutes(raw: List<RawRoute> | null | undefined, path: Path, { findings }: Context): Route[] {
  return [...itemsOf(raw, path)].flatMap(([route, at]) => {
    const to = route.to === undefined ? undefined : findings.read([...at, 'to'], route.to, parsePrefix);
    if (to === undefined) return [];
    const result: Route = { to };
    const via = route.via === undefined ? undefined : findings.read([...at, 'via'], route.via, parseAddress);
    if (via !== undefined) result.via = via;
    if (via !== undefined && to !== 'default' && familyOf(via) !== familyOf(to)) {
      findings.error(
        'contradiction',
        [...at, 'via'],
        `the next hop ${via} and the destination ${to} are of different families`,
      );
    }
    if (route.metric !== undefined) result.metric = route.metric;
    if (route.table !== undefined) result.table = route.table;
    return [result];
  });
}

type RawGateway = RawAttachment['gateway'];

/** A gateway that the spec gives: an address a family, or `auto`. */
function giveGateway(nic: Nic, raw: RawGateway, path: Path, networks: Networks, context: Context): void {
  const { findings } = context;
  const network = networks.get(nic.network)!;
  const result: { v4?: string; v6?: string } = {};
  for (const [text, at] of oneOrMany(raw, path)) {
    if (text === 'none') continue;
    if (text === 'auto') {
      Object.assign(result, reachable(nic, network));
      if (Object.keys(result).length === 0) {
        const why = network.internal
          ? 'the network is internal'
          : 'the network has no address that could be the gateway';
        findings.error('network', at, `there is no gateway for "auto": ${why}`, {
          hint: network.internal
            ? 'remove `gateway`'
            : `give networks.${network.name} \`addresses\` or a \`gateway\``,
        });
      }
      continue;
    }
    const gateway = findings.read(at, text, parseGateway);
    if (gateway === undefined) continue;
    const family = familyOf(gateway);
    if (result[family] !== undefined) {
      findings.error('duplicate', at, `a second ${family === 'v4' ? 'IPv4' : 'IPv6'} gateway`);
    }
    result[family] = gateway;
  }
  if (Object.keys(result).length > 0) nic.gateway = result;
}

function parseGateway(text: string): string {
  try {
    return parseAddress(text);
  } catch (error) {
    if (!(error instanceof GrammarError)) throw error;
    throw new GrammarError('is not a gateway', 'write an address without prefix, auto or none');
  }
}

/** As Docker Compose: the first network that leads somewhere is the default route, a family. Naming a gateway ends that. */
function giveDefaultGateways(nics: Nic[], attachments: Attachment[], networks: Networks): void {
  if (attachments.some(each => each.raw.gateway != null && each.raw.gateway !== 'none')) return;
  const found = new Set<Family>();
  for (const [position, nic] of nics.entries()) {
    if (attachments[position]!.raw.gateway === 'none' || nic.staysDown) continue;
    const gateway: { v4?: string; v6?: string } = {};
    for (const [family, address] of Object.entries(reachable(nic, networks.get(nic.network)!)) as [
      Family,
      string,
    ][]) {
      if (found.has(family)) continue;
      found.add(family);
      gateway[family] = address;
    }
    if (Object.keys(gateway).length > 0) nic.gateway = gateway;
  }
}

/** The network's gateways of the families in which the interface has (or will get) an address on the same network. */
function reachable(nic: Nic, network: Network): { v4?: string; v6?: string } {
  const result: { v4?: string; v6?: string } = {};
  for (const family of ['v4', 'v6'] as const) {
    const gateway = network.gateway?.[family];
    if (gateway === undefined) continue;
    const pooled = nic.pooled && network.pool !== undefined && familyOf(network.pool.first) === family;
    const own = nic.addresses.some(each => networkRange(each).family === family);
    const itself = nic.addresses.some(each => each.split('/')[0] === gateway);
    if ((pooled || own) && !itself) result[family] = gateway;
  }
  return result;
}
