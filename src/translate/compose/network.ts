/** Docker's networks as bridges: addresses and pools are written out, because nobody hands them out behind the scenes. */
import { quote, type SourceRange } from '../../spec/diagnostic.js';
import type { SpecNode } from '../../spec/node.js';
import type { Remarks } from '../remarks.js';
import { applyRules, keep, leaveOut, type Rules, type Target } from '../rules.js';
import {
  addressOf,
  contains,
  firstHost,
  parseSubnet,
  poolOf,
  privateSubnet,
  type Subnet,
} from '../subnet.js';
import { childOf, type Draft, type Entry, entriesOf, isTrue, listOf, plain, textOf } from '../tree.js';
import { hasVariable } from '../variables.js';
import { upperNetwork, upperOptions } from './upper-network.js';

/** A network of the file as it will be here. */
export interface Bridge {
  name: string;
  draft: Draft;
  subnets: Subnet[];
  /** Containers on it get addresses without naming one. */
  pooled: boolean;
  internal: boolean;
}

interface NetworkTarget extends Target {
  subnets: Subnet[];
  addresses: string[];
  pool?: string;
  withoutIPv4: boolean;
  /** Where IPv6 is asked for. */
  ipv6?: SourceRange;
  masquerade: boolean;
  /** What it is when it is no bridge. */
  upper: Draft | undefined;
}

/** @param hosts how many containers join it; @param taken what other networks of the file have, and this one will */
export function translateNetwork(
  name: string,
  node: SpecNode | undefined,
  seed: string,
  hosts: number,
  taken: Subnet[],
  remarks: Remarks,
): Bridge {
  const target: NetworkTarget = {
    draft: {},
    remarks,
    subnets: [],
    addresses: [],
    withoutIPv4: false,
    masquerade: true,
    upper: upperNetwork(node),
  };
  applyRules(node, networkRules, target, 'a network');
  const { draft } = target;
  if (target.ipv6 && !target.subnets.some(each => each.family === 'v6')) {
    const hint = 'write an IPv6 subnet of yours into `addresses`, and addresses at the containers';
    remarks.add(target.ipv6, 'IPv6 is where addresses are, and none is chosen here', hint);
  }
  const external = childOf(node, 'external');
  if (external && (external.kind === 'mapping' || isTrue(external))) {
    return {
      name,
      draft: { external: true, ...labelsOf(draft) },
      subnets: [],
      pooled: false,
      internal: false,
    };
  }
  if (target.upper) return onParent(name, target, target.upper);
  if (target.subnets.length === 0 && !target.withoutIPv4) choose(target, seed, hosts, taken);
  const internal = draft['internal'] !== undefined;
  const bridge: Draft = {};
  if (target.addresses.length > 0) bridge['addresses'] = target.addresses;
  if (target.pool !== undefined) bridge['pool'] = target.pool;
  if (!internal && target.masquerade) bridge['nat'] = true;
  return {
    name,
    draft: { ...bridge, ...draft },
    subnets: target.subnets,
    pooled: target.pool !== undefined,
    internal,
  };
}

/** Docker's pool of such a network has no counterpart: what is on it must name its address. */
function onParent(name: string, { draft, subnets, addresses }: NetworkTarget, upper: Draft): Bridge {
  const { internal, ...rest } = draft;
  const gateways = addresses.map(each => each.slice(0, each.indexOf('/')));
  const gateway: Draft = gateways.length > 0 && internal === undefined ? { gateway: gateways } : {};
  return {
    name,
    draft: { ...upper, ...gateway, ...rest },
    subnets,
    pooled: false,
    internal: internal !== undefined,
  };
}

function labelsOf({ labels }: Draft): Draft {
  return labels === undefined ? {} : { labels };
}

function choose(target: NetworkTarget, seed: string, hosts: number, taken: Subnet[]): void {
  const subnet = privateSubnet(seed, hosts, taken);
  taken.push(subnet);
  addSubnet(target, subnet, firstHost(subnet), subnet);
}

function addSubnet(target: NetworkTarget, subnet: Subnet, gateway: string, range: Subnet): void {
  target.subnets.push(subnet);
  target.addresses.push(`${gateway}/${subnet.prefix}`);
  if (subnet.family === 'v4') target.pool ??= poolOf(range, subnet, gateway) as string;
}

const networkRules: Rules<NetworkTarget> = {
  // Read before, by the name that the network has here.
  name: () => {},
  labels: keep,
  'x-': keep,
  driver({ at, value }, { remarks, upper }) {
    const driver = textOf(value);
    if (upper) return;
    if (driver === undefined || driver === 'bridge' || driver === 'default') return;
    remarks.add(at, `the network driver ${quote(driver)} becomes a bridge of this host`);
  },
  driver_opts({ value }, target) {
    for (const option of entriesOf(value)) driverOption(option, target);
  },
  ipam({ value }, target) {
    applyRules(value, ipamRules, target, '"ipam"');
  },
  external({ at, value }, { remarks }) {
    if (value.kind !== 'mapping' && !isTrue(value)) return;
    remarks.add(
      at,
      'an external network is a bridge of the host with this name; Docker calls its own br-ID',
      'look it up with `ip link show type bridge`, and give containers an `address` there',
    );
  },
  internal({ value }, { draft }) {
    if (isTrue(value) || hasVariable(textOf(value) ?? '')) draft['internal'] = plain(value);
  },
  enable_ipv4({ at, value }, target) {
    if (isTrue(value)) return;
    target.withoutIPv4 = true;
    target.remarks.add(at, 'the network gets no IPv4 address', 'write `addresses` if it shall have one');
  },
  enable_ipv6({ at, value }, target) {
    if (!isTrue(value)) return;
    target.ipv6 = at;
  },
  attachable: leaveOut(),
};

const ipamRules: Rules<NetworkTarget> = {
  driver({ at, value }, { remarks }) {
    if (textOf(value) !== 'default')
      remarks.add(at, 'addresses are given by the network’s `pool` only: left out');
  },
  options: leaveOut('addresses are given by `addresses` and `pool`'),
  config({ value }, target) {
    for (const item of listOf(value)) configuration(item, target);
  },
};

function configuration(node: SpecNode, target: NetworkTarget): void {
  const { remarks } = target;
  for (const { key, at } of entriesOf(node)) {
    if (key === 'aux_addresses') {
      remarks.add(at, '"aux_addresses" is left out', 'choose a `pool` that leaves these addresses out');
    } else if (!['subnet', 'gateway', 'ip_range'].includes(key)) {
      remarks.add(at, `${quote(key)} is not a key of a subnet: left out`);
    }
  }
  const text = textOf(childOf(node, 'subnet'));
  const subnet = text === undefined ? undefined : parseSubnet(text);
  if (!subnet) {
    const range = childOf(node, 'subnet')?.range ?? node.range;
    unknownSubnet(range, text, remarks);
    return;
  }
  const gateway = textOf(childOf(node, 'gateway')) ?? firstHost(subnet);
  const known = parseSubnet(`${gateway}/${subnet.prefix}`);
  const place = childOf(node, 'gateway')?.range ?? node.range;
  if (!known || !contains(subnet, gateway)) {
    remarks.add(place, `${quote(gateway)} is not an address of the subnet ${text}: the first one is taken`);
  }
  const host = known && contains(subnet, gateway) ? gateway : firstHost(subnet);
  addSubnet(target, subnet, host, rangeOf(node, subnet, remarks));
}

function unknownSubnet(range: SourceRange, text: string | undefined, remarks: Remarks): void {
  const what = text === undefined ? 'the subnet is missing' : `${quote(text)} is not known to be a subnet`;
  remarks.add(
    range,
    `${what}: another one is chosen`,
    'write `addresses` and `pool` of the network yourself',
  );
}

function rangeOf(node: SpecNode, subnet: Subnet, remarks: Remarks): Subnet {
  const range = childOf(node, 'ip_range');
  const text = textOf(range);
  if (text === undefined) return subnet;
  const parsed = parseSubnet(text);
  if (
    parsed &&
    parsed.family === subnet.family &&
    parsed.first >= subnet.first &&
    parsed.last <= subnet.last
  ) {
    return parsed;
  }
  remarks.add(range!.range, `${quote(text)} is not a part of the subnet: the whole subnet is the pool`);
  return subnet;
}

function driverOption({ key, at, value }: Entry, target: NetworkTarget): void {
  const { draft, remarks } = target;
  const text = textOf(value) ?? '';
  if (target.upper && upperOptions.includes(key)) return;
  switch (key) {
    case 'com.docker.network.driver.mtu':
    case 'mtu':
      draft['mtu'] = /^\d+$/.test(text) ? Number(text) : text;
      return;
    case 'com.docker.network.bridge.enable_ip_masquerade':
      target.masquerade = isTrue(value);
      return;
    case 'com.docker.network.bridge.name':
      // Read before: it is the name of the network here.
      return;
    default:
      remarks.add(
        at,
        `the driver option ${quote(key)} is left out`,
        'write bridge attributes under `bridge`',
      );
  }
}

/** The address with the prefix of the network's subnet around it; undefined when no subnet is known to hold it. */
export function withPrefix({ subnets }: Bridge, text: string, family: 'v4' | 'v6'): string | undefined {
  const own = subnets.filter(each => each.family === family);
  if (hasVariable(text)) return own.length === 1 ? `${text}/${own[0]!.prefix}` : undefined;
  if (addressOf(text) === undefined) return undefined;
  const around = own.find(each => contains(each, text));
  return around && `${text}/${around.prefix}`;
}
