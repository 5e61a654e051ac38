/** Subnets: those that a file gives, and private ones for networks that say nothing. */
import { hash32 } from '../model/mark.js';
import {
  type Family,
  familyOf,
  formatNumber,
  networkRange,
  parseAddress,
  toNumber,
} from '../spec/values/address.js';
import { GrammarError } from '../spec/values/grammar-error.js';

export interface Subnet {
  family: Family;
  prefix: number;
  first: bigint;
  last: bigint;
}

/** `10.0.2.0/24`, with or without bits after the prefix; undefined for anything else. */
export function parseSubnet(text: string): Subnet | undefined {
  const [address, prefix, ...rest] = text.split('/');
  if (prefix === undefined || rest.length > 0 || !/^\d{1,3}$/.test(prefix)) return undefined;
  const canonical = addressOf(address!);
  if (canonical === undefined || Number(prefix) > (familyOf(canonical) === 'v4' ? 32 : 128)) return undefined;
  return { ...networkRange(`${canonical}/${prefix}`), prefix: Number(prefix) };
}

/** The address in canonical text; undefined when it is none. */
export function addressOf(text: string): string | undefined {
  try {
    return parseAddress(text);
  } catch (error) {
    if (error instanceof GrammarError) return undefined;
    throw error;
  }
}

/** The first address that an interface can have: what Docker gives the bridge. */
export function firstHost(subnet: Subnet): string {
  return formatNumber(subnet.last - subnet.first > 1n ? subnet.first + 1n : subnet.first, subnet.family);
}

/** The addresses of `range` that containers can have in `subnet`, as `pool` is written; undefined when there is none. */
export function poolOf(range: Subnet, subnet: Subnet, gateway: string): string | undefined {
  let first = range.first > subnet.first ? range.first : subnet.first + 1n;
  const last = range.last < subnet.last || subnet.family === 'v6' ? range.last : subnet.last - 1n;
  if (first === toNumber(gateway)) first += 1n;
  if (last < first || range.first < subnet.first || range.last > subnet.last) return undefined;
  return `${formatNumber(first, subnet.family)}-${formatNumber(last, subnet.family)}`;
}

/** True when the address lies in the subnet. */
export function contains(subnet: Subnet, address: string): boolean {
  const number = toNumber(address);
  return subnet.family === familyOf(address) && subnet.first <= number && number <= subnet.last;
}

/** Where private networks are looked for, one after the other: first octets, how many second ones, and from which on. */
const ranges = [
  { first: 10, from: 64, count: 64 },
  { first: 172, from: 16, count: 16 },
  { first: 10, from: 0, count: 256 },
];
const attempts = 256;

/**
 * A private network that no other network of the file overlaps: derived from the names, so that an import can be
 * repeated. @param hosts how many containers must find place
 */
export function privateSubnet(seed: string, hosts: number, taken: readonly Subnet[]): Subnet {
  const prefix = hosts > 240 ? 20 : 24;
  let subnet: Subnet;
  for (const { first, from, count } of ranges) {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const number = digits(hash32(`${seed}\n${attempt}`, 4));
      const third = prefix === 20 ? number & 0xf0 : number & 0xff;
      subnet = parseSubnet(`${first}.${from + ((number >> 8) % count)}.${third}.0/${prefix}`)!;
      if (!taken.some(each => overlap(each, subnet))) return subnet;
    }
  }
  // The file itself fills the private ranges; the check of the spec will name both networks.
  return subnet!;
}

function overlap(left: Subnet, right: Subnet): boolean {
  return left.family === right.family && left.first <= right.last && right.first <= left.last;
}

function digits(text: string): number {
  return [...text].reduce((sum, each) => sum * 32 + 'abcdefghijklmnopqrstuvwxyz234567'.indexOf(each), 0);
}
