import type { BridgeOptions, Network } from '../../model/project.js';
import type { Path } from '../node.js';
import type { RawNetwork } from '../raw.js';
import {
  type Family,
  familyOf,
  networkRange,
  parseAddress,
  parseInterfaceAddress,
  toNumber,
} from '../values/address.js';
import { GrammarError } from '../values/grammar-error.js';
import { parseInterfaceName, parseMac } from '../values/names.js';
import { type Context, oneOrMany, placeAs } from './context.js';
import { completeType } from './network-type.js';
import { normalizeLabels } from './pairs.js';
import { completeResolver } from './resolver.js';

/** Below it IPv6 does not work, and the kernel takes IPv6 off the interface without a word. */
const minimumMtuOfIPv6 = 1280;

export function normalizeNetwork(name: string, given: RawNetwork | null, context: Context): Network {
  const path = ['networks', name];
  const raw = given ?? {};
  const { findings } = context;
  checkName(name, raw.type ?? 'bridge', path, context);
  const addresses = [...oneOrMany(raw.addresses, [...path, 'addresses'])].flatMap(
    ([text, at]) => findings.read(at, text, parseInterfaceAddress) ?? [],
  );
  const network: Network = {
    name,
    type: raw.type ?? 'bridge',
    external: raw.external ?? false,
    bridge: bridgeOptions(raw, path, context),
    addresses,
    nat: raw.nat ?? false,
    internal: raw.internal ?? false,
    labels: normalizeLabels(raw.labels, [...path, 'labels'], context),
  };
  if (raw.mtu !== undefined) network.mtu = raw.mtu;
  if (
    raw.mtu !== undefined &&
    raw.mtu < minimumMtuOfIPv6 &&
    addresses.some(each => familyOf(each) === 'v6')
  ) {
    findings.error('contradiction', [...path, 'mtu'], `IPv6 needs an mtu of at least ${minimumMtuOfIPv6}`);
  }
  const mac = raw.mac === undefined ? undefined : findings.read([...path, 'mac'], raw.mac, parseMac);
  if (mac !== undefined) network.mac = mac;
  const pool = raw.pool === undefined ? undefined : findings.read([...path, 'pool'], raw.pool, parsePool);
  if (pool) network.pool = pool;
  const gateway = gateways(raw, path, addresses, context);
  if (Object.keys(gateway).length > 0) network.gateway = gateway;
  if (network.nat && network.internal) {
    findings.error('contradiction', [...path, 'nat'], '`nat` and `internal` contradict each other', {
      hint: 'remove one of them',
      atKey: true,
    });
  }
  if (raw.isolated !== undefined) network.isolated = raw.isolated;
  completeResolver(network, raw, path, context);
  completeType(network, raw, path, context);
  if (network.external) refuseManaged(raw, path, context);
  return network;
}

function checkName(name: string, type: string, path: Path, context: Context): void {
  // Nothing of the host is called so.
  if (type !== 'bridge' && /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}$/.test(name)) return;
  try {
    parseInterfaceName(name);
  } catch (error) {
    if (!(error instanceof GrammarError)) throw error;
    context.findings.error(
      'invalid-name',
      path,
      `the network's name is the bridge's name: "${name}" ${error.message}`,
      {
        atKey: true,
      },
    );
  }
}

const bridgeKeys = [
  'stp',
  'forward_delay',
  'hello_time',
  'max_age',
  'ageing_time',
  'priority',
  'group_fwd_mask',
  'mcast_snooping',
  'vlan_filtering',
] as const satisfies readonly (keyof BridgeOptions)[];

/** Nested under `bridge` or flat under the network, not both. */
function bridgeOptions(raw: RawNetwork, path: Path, { findings, ...context }: Context): BridgeOptions {
  const options: Record<string, boolean | number> = {};
  for (const key of bridgeKeys) {
    const nested = raw.bridge?.[key];
    const value = nested ?? raw[key];
    if (value === undefined) continue;
    const flatPath = [...path, key];
    if (nested !== undefined && raw[key] !== undefined) {
      findings.error('contradiction', flatPath, `"${key}" is given here and under "bridge"`, { atKey: true });
    }
    placeAs({ findings, ...context }, [...path, 'bridge', key], flatPath);
    options[key] = value;
  }
  const bridge = options as BridgeOptions;
  const place = raw.bridge?.group_fwd_mask === undefined ? [...path] : [...path, 'bridge'];
  if (bridge.group_fwd_mask !== undefined && (bridge.group_fwd_mask & 7) !== 0) {
    findings.error(
      'invalid-value',
      [...place, 'group_fwd_mask'],
      'the kernel refuses bits 0, 1 and 2 of group_fwd_mask',
    );
  }
  if (bridge.stp && bridge.forward_delay !== undefined && bridge.forward_delay < 2) {
    const delayPath = [
      ...path,
      ...(raw.bridge?.forward_delay === undefined ? [] : ['bridge']),
      'forward_delay',
    ];
    findings.error(
      'contradiction',
      delayPath,
      'with stp the kernel wants a forward_delay of 2 to 30 seconds',
    );
  }
  return bridge;
}

/** `A-B`, or `A-N` where N replaces A's last number. */
function parsePool(text: string): { first: string; last: string } {
  const [from, to, ...rest] = text.split('-').map(each => each.trim());
  if (from === undefined || to === undefined || rest.length > 0) {
    throw new GrammarError('is not a range of addresses', 'write 10.0.2.100-10.0.2.199');
  }
  const first = parseAddress(from);
  const last = /^\d{1,3}$/.test(to) ? parseAddress(first.replace(/\d+$/, to)) : parseAddress(to);
  if (familyOf(first) !== familyOf(last)) throw new GrammarError('mixes IPv4 and IPv6');
  if (toNumber(last) < toNumber(first)) throw new GrammarError('counts downwards');
  return { first, last };
}

/** What `gateway: auto` will hand out: as given, else the bridge's first address of each family. */
function gateways(
  raw: RawNetwork,
  path: Path,
  addresses: string[],
  context: Context,
): { v4?: string; v6?: string } {
  const result: { v4?: string; v6?: string } = {};
  if (raw.internal) {
    if (raw.gateway != null) {
      context.findings.error(
        'contradiction',
        [...path, 'gateway'],
        'an internal network hands out no gateway',
        { atKey: true },
      );
    }
    return result;
  }
  for (const [text, at] of oneOrMany(raw.gateway, [...path, 'gateway'])) {
    const gateway = context.findings.read(at, text, parseAddress);
    if (gateway === undefined) continue;
    const family: Family = familyOf(gateway);
    if (result[family] !== undefined)
      context.findings.error('duplicate', at, `a second ${family === 'v4' ? 'IPv4' : 'IPv6'} gateway`);
    const inside = addresses.map(networkRange).filter(each => each.family === family);
    const number = toNumber(gateway);
    if (inside.length > 0 && !inside.some(each => each.first <= number && number <= each.last)) {
      context.findings.error('network', at, `the gateway ${gateway} is outside the network's addresses`);
    }
    result[family] = gateway;
  }
  for (const address of addresses) {
    const [bare] = address.split('/') as [string];
    result[familyOf(bare)] ??= bare;
  }
  return result;
}

/** What we do not create we do not change: such a key would be a promise that is not kept. */
function refuseManaged(raw: RawNetwork, path: Path, context: Context): void {
  for (const key of ['bridge', ...bridgeKeys, 'mac'] as const) {
    if (raw[key] == null) continue;
    const message = `"${key}" cannot be set on an external network: it is joined, never changed`;
    context.findings.error('contradiction', [...path, key], message, { atKey: true });
  }
}
