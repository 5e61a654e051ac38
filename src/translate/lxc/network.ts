/** Interfaces. A veth on a bridge has a place in the spec; any other kind stays raw with all of its keys. */
import { defined } from '../../spec/print/defined.js';
import type { YamlValue } from '../../spec/print/yaml.js';
import { parseAddress, parseInterfaceAddress } from '../../spec/values/address.js';
import { parseInterfaceName } from '../../spec/values/names.js';
import type { Bag } from './bag.js';
import { readable } from './readable.js';

export interface Networking {
  /** Top-level networks: the bridges, which LXC finds there. */
  networks: Record<string, YamlValue>;
  /** Keys of the container. */
  container: Record<string, YamlValue>;
}

export function networkingOf(bag: Bag): Networking {
  const attachments: Record<string, YamlValue> = {};
  const numbers = interfaceNumbers(bag);
  const types = new Map(numbers.map(number => [number, typeOf(bag, number)]));
  const alone = numbers.length === 1 ? types.get(numbers[0]!) : undefined;
  if (alone === 'none' || alone === 'empty') {
    for (const key of ['type', 'flags']) bag.all(`lxc.net.${numbers[0]}.${key}`);
    return { networks: {}, container: { network_mode: alone === 'none' ? 'host' : 'none' } };
  }
  for (const number of numbers) {
    const link = bag.valueOf(`lxc.net.${number}.link`);
    if (types.get(number) !== 'veth' || link === undefined || !isBridgeName(link) || link in attachments)
      continue;
    attachments[link] = attachmentOf(bag, number);
  }
  const networks = Object.fromEntries(Object.keys(attachments).map(name => [name, { external: true }]));
  // Without interfaces LXC gives a network of its own with nothing but loopback.
  if (numbers.length === 0) return { networks, container: { network_mode: 'none' } };
  return { networks, container: Object.keys(attachments).length > 0 ? { networks: attachments } : {} };
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

/** What cannot be said of the attachment stays raw beside it. */
function attachmentOf(bag: Bag, number: number): YamlValue {
  const key = (name: string) => `lxc.net.${number}.${name}`;
  for (const name of ['type', 'link']) bag.one(key(name));
  const flags = bag.one(key('flags'));
  if (flags?.value !== 'up')
    bag.remarkAt(
      flags ?? bag.anyOf(`lxc.net.${number}.`),
      'the interface is up here, which LXC leaves down without `flags = up`',
    );
  const simple = (name: string) => bag.one(key(name))?.value ?? null;
  const mac = bag.one(key('hwaddr'));
  if (mac && !isMac(mac.value)) {
    bag.remark(
      mac,
      'LXC draws the x’s at random: here the address is derived from the names, and stays the same',
    );
  }
  const gateways = ['ipv4', 'ipv6'].flatMap(family =>
    bag.some(key(`${family}.gateway`), value => readable(value, parseAddress)),
  );
  return defined({
    interface: simple('name') ?? `eth${number}`,
    addresses: [
      ...addressesOf(bag, key('ipv4.address'), classPrefix),
      ...addressesOf(bag, key('ipv6.address'), () => 64),
    ],
    gateway: gateways.length > 0 ? gateways : 'none',
    mac: mac && isMac(mac.value) ? mac.value.toLowerCase() : null,
    mtu: bag.oneOf(key('mtu'), value => (/^\d+$/.test(value) ? Number(value) : undefined)) ?? null,
    host_name: simple('veth.pair'),
  });
}

function isMac(text: string): boolean {
  return /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(text);
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

/** Of the classes that addresses had before 1993, as LXC still does it. */
function classPrefix(address: string): number {
  const first = Number(address.split('.')[0]);
  return first < 128 ? 8 : first < 192 ? 16 : first < 224 ? 24 : 32;
}
