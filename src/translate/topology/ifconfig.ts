/** `ifconfig` and `route` of the net-tools, which teaching material still uses. */
import { addressOf } from '../subnet.js';
import { addAddress, addRoute, type Place } from './ip.js';
import type { LabNode } from './lab.js';

/** @returns false when the command is not taken over */
export function applyIfconfig(words: string[], node: LabNode): boolean {
  const [name = '', ...rest] = words;
  if (name === 'lo') return rest.every(each => each === 'up');
  const device = node.interfaces.get(name);
  if (!device) return false;
  let address: string | undefined;
  let prefix: number | undefined;
  for (let index = 0; index < rest.length; index += 1) {
    const word = rest[index]!;
    const value = rest[index + 1] ?? '';
    if (word === 'up' || word === 'inet' || word === 'inet6' || word === 'add') continue;
    if (word === 'netmask') prefix = prefixOf(value);
    if (word === 'mtu' && /^\d+$/.test(value)) device.mtu = Number(value);
    if (word === 'hw' && value === 'ether') {
      device.mac = rest[index + 2] ?? '';
      index += 2;
    } else if (['netmask', 'mtu', 'broadcast'].includes(word)) index += 1;
    else if (address === undefined && addressOf(word.split('/')[0]!) !== undefined) address = word;
    else return false;
    if (word === 'netmask' && prefix === undefined) return false;
  }
  if (address === undefined) return true;
  return addAddress(device, address.includes('/') ? address : `${address}/${prefix ?? classPrefix(address)}`);
}

/** What ifconfig assumes when nothing is said: the historical class. */
function classPrefix(address: string): number {
  if (address.includes(':')) return 128;
  const first = Number(address.split('.')[0]);
  if (first < 128) return 8;
  return first < 192 ? 16 : 24;
}

/** The number of leading ones of a network mask; undefined when they are not contiguous. */
function prefixOf(mask: string): number | undefined {
  if (addressOf(mask) === undefined || mask.includes(':')) return undefined;
  const bits = mask
    .split('.')
    .map(each => Number(each).toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(bits) ? bits.replace(/0+$/, '').length : undefined;
}

/** `route add [-net|-host] DESTINATION [netmask MASK] [gw ADDRESS] [[dev] INTERFACE]`. */
export function applyRoute(words: string[], node: LabNode, place: Place): boolean {
  const [verb, ...rest] = words;
  if (verb !== 'add') return false;
  let kind = '';
  let to: string | undefined;
  let prefix: number | undefined;
  let via: string | undefined;
  let device: string | undefined;
  let metric: number | undefined;
  for (let index = 0; index < rest.length; index += 1) {
    const word = rest[index]!;
    const value = rest[index + 1] ?? '';
    if (word === '-net' || word === '-host') kind = word;
    else if (['netmask', 'gw', 'dev', 'metric'].includes(word)) {
      if (word === 'netmask') prefix = prefixOf(value);
      if (word === 'netmask' && prefix === undefined) return false;
      if (word === 'gw') via = value;
      if (word === 'dev') device = value;
      if (word === 'metric') metric = Number(value);
      index += 1;
    } else if (to === undefined) to = word;
    else if (device === undefined && node.interfaces.has(word)) device = word;
    else return false;
  }
  if (to === undefined) return false;
  const whole = to === 'default' || to.includes('/');
  const bits = prefix ?? (kind === '-net' ? classPrefix(to) : 32);
  return addRoute(
    whole ? to : to === '0.0.0.0' ? 'default' : `${to}/${bits}`,
    via,
    device,
    metric === undefined ? {} : { metric },
    node,
    place,
  );
}
