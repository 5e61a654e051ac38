/** IP addresses in canonical text: IPv6 compressed and lower case, IPv4 strictly four decimal numbers (010 is refused). */
import ipaddr from 'ipaddr.js';
import { GrammarError } from './grammar-error.js';

export type Family = 'v4' | 'v6';

export function familyOf(address: string): Family {
  return address.includes(':') ? 'v6' : 'v4';
}

/** An address without prefix. @throws GrammarError */
export function parseAddress(text: string): string {
  if (ipaddr.IPv4.isValidFourPartDecimal(text) && !/(^|\.)0\d/.test(text)) return text;
  if (text.includes(':') && ipaddr.IPv6.isValid(text) && !text.includes('%')) return formatIPv6(text);
  if (text.includes('/')) throw new GrammarError('is not an address', 'leave out the prefix here');
  throw new GrammarError('is not an IP address');
}

/** An address with its prefix, as an interface has it. @throws GrammarError */
export function parseInterfaceAddress(text: string): string {
  const [address, prefix, ...rest] = text.split('/');
  if (prefix === undefined) {
    // LXC and ip(8) silently take /32 or the historical class, which is hardly ever meant.
    const canonical = parseAddress(text);
    const example = familyOf(canonical) === 'v4' ? 24 : 64;
    throw new GrammarError('has no prefix', `write the prefix of the network: ${canonical}/${example}`);
  }
  const canonical = parseAddress(address!);
  const bits = familyOf(canonical) === 'v4' ? 32 : 128;
  if (rest.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(prefix) || Number(prefix) > bits) {
    throw new GrammarError(`has no prefix from 0 to ${bits}`);
  }
  if (canonical === '0.0.0.0' || canonical === '::') throw new GrammarError('is the unspecified address');
  return `${canonical}/${Number(prefix)}`;
}

/** A destination prefix with no bit set after the prefix, or `default`. @throws GrammarError */
export function parsePrefix(text: string): string {
  if (text === 'default') return text;
  const [address, prefix] = text.split('/');
  const canonical = parseAddress(address!);
  const bits = familyOf(canonical) === 'v4' ? 32 : 128;
  if (prefix === undefined) return `${canonical}/${bits}`;
  if (text.split('/').length > 2 || !/^(0|[1-9]\d{0,2})$/.test(prefix) || Number(prefix) > bits) {
    throw new GrammarError(`has no prefix from 0 to ${bits}`);
  }
  const network = formatNumber(toNumber(canonical) & maskOf(canonical, Number(prefix)), familyOf(canonical));
  if (network !== canonical) {
    throw new GrammarError('has bits set after its prefix', `write ${network}/${prefix}`);
  }
  return `${canonical}/${Number(prefix)}`;
}

/** The address as one number, for ranges and comparisons. */
export function toNumber(address: string): bigint {
  return ipaddr
    .parse(address)
    .toByteArray()
    .reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

/** The inverse of `toNumber`. */
export function formatNumber(value: bigint, family: Family): string {
  const length = family === 'v4' ? 4 : 16;
  const bytes = Array.from({ length }, (_, index) =>
    Number((value >> BigInt(8 * (length - 1 - index))) & 0xffn),
  );
  return family === 'v4' ? bytes.join('.') : formatIPv6(ipaddr.fromByteArray(bytes).toString());
}

/** First and last address of the network that the interface address `address/prefix` is in. */
export function networkRange(interfaceAddress: string): { family: Family; first: bigint; last: bigint } {
  const [address, prefix] = interfaceAddress.split('/') as [string, string];
  const family = familyOf(address);
  const mask = maskOf(address, Number(prefix));
  const first = toNumber(address) & mask;
  const all = (1n << (family === 'v4' ? 32n : 128n)) - 1n;
  return { family, first, last: first | (all & ~mask) };
}

function maskOf(address: string, prefix: number): bigint {
  const bits = familyOf(address) === 'v4' ? 32n : 128n;
  const host = bits - BigInt(prefix);
  return ((1n << bits) - 1n) & ~((1n << host) - 1n);
}

function formatIPv6(text: string): string {
  const address = ipaddr.IPv6.parse(text);
  // The kernel and iproute2 print mapped addresses with the IPv4 part in decimal.
  return address.isIPv4MappedAddress() ? `::ffff:${address.toIPv4Address()}` : address.toRFC5952String();
}
