/** Interfaces: each on a network of its type. What a network cannot say stays raw, with all of its keys. */
import { defined } from '../../spec/print/defined.js';
import type { YamlValue } from '../../spec/print/yaml.js';
import { parseAddress, parseInterfaceAddress } from '../../spec/values/address.js';
import { parseInterfaceName, parseMac } from '../../spec/values/names.js';
import { parseWholeNumber } from '../../spec/values/number.js';
import type { Bag } from './bag.js';
import { literal } from './process.js';
import { readable } from './readable.js';

export interface Networking {
  /** Top-level networks: the bridges, which LXC finds there. */
  networks: Record<string, YamlValue>;
  /** Keys of the container. */
  container: Record<string, YamlValue>;
}

export function networkingOf(bag: Bag): Networking {
  const attachments: Record<string, YamlValue> = {};
  const networks: Record<string, YamlValue> = {};
  const numbers = interfaceNumbers(bag);
  const types = new Map(numbers.map(number => [number, typeOf(bag, number)]));
  const alone = numbers.length === 1 ? types.get(numbers[0]!) : undefined;
  if (alone === 'none' || alone === 'empty') {
    const said = ['type', 'flags'].map(key => `lxc.net.${numbers[0]}.${key}`);
    // With more to it, such as a script, it stays together.
    const more = bag.keys().some(key => key.startsWith('lxc.net.') && !said.includes(key));
    if (!more) for (const key of said) bag.all(key);
    return { networks: {}, container: { network_mode: alone === 'none' ? 'host' : 'none' } };
  }
  for (const number of numbers) {
    const link = bag.valueOf(`lxc.net.${number}.link`);
    const type = types.get(number);
    if (type === undefined || link === undefined || !isBridgeName(link)) continue;
    if (type === 'veth') {
      if (link in attachments || bag.valueOf(`lxc.net.${number}.veth.mode`) === 'router') continue;
      networks[link] = { external: true };
      attachments[link] = attachmentOf(bag, number, type);
    } else if (isUpper(bag, number, type, link, networks)) {
      const bridges = numbers.filter(each => types.get(each) === 'veth');
      const taken = new Set(bridges.map(each => bag.valueOf(`lxc.net.${each}.link`)));
      const free = (name: string) => !(name in networks) && !taken.has(name);
      const name = [link, `${link}-${type}`, ...numbers.map(each => `${link}-${type}${each}`)].find(free)!;
      networks[name] = upperNetwork(bag, number, type, link);
      attachments[name] = attachmentOf(bag, number, type, networks[name] as Record<string, YamlValue>);
    }
  }
  // Without interfaces LXC gives a network of its own with nothing but loopback.
  if (Object.keys(attachments).length === 0) return { networks, container: { network_mode: 'none' } };
  return { networks, container: { networks: attachments } };
}

function interfaceNumbers(bag: Bag): number[] {
  const numbers = bag.keys().flatMap(key => /^lxc\.net\.(\d+)\./.exec(key)?.[1] ?? []);
  return [...new Set(numbers)].map(Number).sort((left, right) => left - right);
}

function typeOf(bag: Bag, number: number): string | undefined {
  return bag.valueOf(`lxc.net.${number}.type`);
}

function isBridgeName(name: string): boolean {
  return readable(name, parseInterfaceName) === name;
}

/** An interface on top of (or itself) one of the host's, which only one container's can be when it is moved. */
function isUpper(
  bag: Bag,
  number: number,
  type: string,
  link: string,
  networks: Record<string, YamlValue>,
): boolean {
  if (type === 'vlan') return vlanOf(bag.valueOf(`lxc.net.${number}.vlan.id`) ?? '') !== undefined;
  if (type !== 'phys') return type === 'macvlan' || type === 'ipvlan';
  return !Object.values(networks).some(each => {
    const { type: other, parent } = each as { type?: string; parent?: string };
    return other === 'phys' && parent === link;
  });
}

function vlanOf(text: string): number | undefined {
  return readable(text, each => parseWholeNumber(each, 1, 4094));
}

/** With what LXC takes when it is not told: private for macvlan, l3 for ipvlan. */
function upperNetwork(bag: Bag, number: number, type: string, parent: string): Record<string, YamlValue> {
  const word = (key: string, words: readonly string[], otherwise: string) =>
    bag.oneOf(`lxc.net.${number}.${key}`, value => (words.includes(value) ? value : undefined)) ?? otherwise;
  const isolations = ['bridge', 'private', 'vepa'];
  switch (type) {
    case 'macvlan':
      return { type, parent, mode: word('macvlan.mode', [...isolations, 'passthru'], 'private') };
    case 'ipvlan':
      return {
        type,
        parent,
        mode: word('ipvlan.mode', ['l2', 'l3', 'l3s'], 'l3'),
        isolation: word('ipvlan.isolation', isolations, 'bridge'),
      };
    case 'vlan':
      return { type, parent, vlan: vlanOf(bag.one(`lxc.net.${number}.vlan.id`)!.value)! };
    default:
      return { type, parent };
  }
}

/** What cannot be said of the attachment stays raw beside it. */
function attachmentOf(
  bag: Bag,
  number: number,
  type: string,
  network: Record<string, YamlValue> = {},
): YamlValue {
  const key = (name: string) => `lxc.net.${number}.${name}`;
  for (const name of ['type', 'link']) bag.one(key(name));
  const isUp = bag.one(key('flags'))?.value === 'up';
  // What LXC does without being told.
  bag.oneOf(key('veth.mode'), value => (value === 'bridge' ? value : undefined));
  bag.oneOf(key('l2proxy'), value => (value === '0' ? value : undefined));
  const nameOf = (name: string) => bag.oneOf(key(name), value => readable(value, parseInterfaceName)) ?? null;
  const parents = type === 'ipvlan' || network['mode'] === 'passthru';
  const address = parents ? null : (bag.oneOf(key('hwaddr'), value => readable(value, parseMac)) ?? null);
  const template = bag.valueOf(key('hwaddr'));
  const mac = !parents && template !== undefined && isTemplate(template) ? bag.one(key('hwaddr')) : undefined;
  if (mac) {
    bag.remark(
      mac,
      'LXC draws the x’s at random: here the address is derived from the names, and stays the same',
    );
  }
  // The kernel takes no route through an interface that is down.
  const families = isUp ? ['ipv4', 'ipv6'] : [];
  const gateways = families.flatMap(
    family => bag.oneOf(key(`${family}.gateway`), value => readable(value, parseAddress)) ?? [],
  );
  const routes = families.flatMap(
    family =>
      bag.oneOf(key(`${family}.gateway`), value =>
        value === 'dev' ? { to: family === 'ipv4' ? '0.0.0.0/0' : '::/0' } : undefined,
      ) ?? [],
  );
  const queues = (way: 'rx' | 'tx') =>
    bag.oneOf(key(`veth.n_${way}queues`), value =>
      readable(value, text => parseWholeNumber(text, 1, 4096)),
    ) ?? null;
  // Of several the last one counts, as for every key of an interface.
  const scriptOf = (name: 'up' | 'down') =>
    bag.oneOf(key(`script.${name}`), value => (value.startsWith('/') ? literal(value) : undefined)) ?? null;
  return defined({
    interface: nameOf('name') ?? `eth${number}`,
    addresses: [
      ...addressesOf(bag, key('ipv4.address'), classPrefix),
      ...addressesOf(bag, key('ipv6.address'), () => 64),
    ],
    gateway: gateways.length > 0 ? gateways : 'none',
    mac: address,
    mtu: bag.oneOf(key('mtu'), value => readable(value, text => parseWholeNumber(text, 68, 65535))) ?? null,
    host_name: type === 'veth' ? nameOf('veth.pair') : null,
    veth: type === 'veth' ? defined({ n_rxqueues: queues('rx'), n_txqueues: queues('tx') }) : null,
    flags: isUp ? null : 'none',
    up: scriptOf('up'),
    down: scriptOf('down'),
    routes,
  });
}

function isTemplate(text: string): boolean {
  return /x/i.test(text) && /^([0-9a-fx]{2}:){5}[0-9a-fx]{2}$/i.test(text);
}

/** With the prefix that LXC takes when there is none. A broadcast address behind it is the kernel's default. */
function addressesOf(bag: Bag, key: string, prefixOf: (address: string) => number): string[] {
  return bag.some(key, (value, entry) => {
    const [address, broadcast] = value.trim().split(/\s+/);
    if (broadcast !== undefined)
      bag.remark(entry, `the broadcast address ${broadcast} is left to the kernel`);
    if (address!.includes('/')) return readable(address!, parseInterfaceAddress);
    const prefix = prefixOf(address!);
    bag.remark(entry, `LXC takes ${address} without a prefix for ${address}/${prefix}: check it`);
    return readable(`${address}/${prefix}`, parseInterfaceAddress);
  });
}

/** Of the classes that addresses had before 1993; LXC looks for them in the last byte, where x86 has the first. */
function classPrefix(address: string): number {
  const last = Number(address.split('.').at(-1));
  return last < 128 ? 8 : last < 192 ? 16 : last < 224 ? 24 : 0;
}
