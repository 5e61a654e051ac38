/**
 * The mark of ownership that every kernel object of ours bears, from which project, container and role can be
 * read back without a state file: an alternative name on links, a cgroup path, the name of an nft table.
 */
import { createHash } from 'node:crypto';

/** Project names are part of an altname (ALTIFNAMSIZ 128): 5 + 40 + 1 + 63 + 1 + 15 characters fit. */
export const projectNamePattern = /^[a-z0-9][a-z0-9_-]{0,39}$/;
export const containerNamePattern = /^[a-z0-9][a-z0-9_.-]{0,62}$/;
/** IFNAMSIZ 16 with the NUL; never a leading dash, `%d` or a reserved word (iproute2 would take them as something else). */
export const interfaceNamePattern = /^(?!(?:lo|all|default|\.{1,2})$)[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}$/;

export interface LinkMark {
  project: string;
  /** Empty for a bridge. */
  container: string;
  /** The bridge's name, or the interface's name inside the container. */
  role: string;
}

/** iproute2 refuses `/` and white space in names, hence colons, which no part may contain. */
export function formatLinkMark(mark: LinkMark): string {
  return `lxcc:${mark.project}:${mark.container}:${mark.role}`;
}

export function parseLinkMark(alternativeName: string): LinkMark | undefined {
  const match = /^lxcc:([^:]+):([^:]*):([^:]+)$/.exec(alternativeName);
  return match ? { project: match[1]!, container: match[2]!, role: match[3]! } : undefined;
}

/** Directory of our cgroups below each hierarchy's root. */
export const cgroupRoot = 'lxc-compose';
export function containerCgroup(project: string, container: string): string {
  return `${cgroupRoot}/${project}/${container}`;
}

export const firewallTablePrefix = 'lxcc_';

/** Table in family inet; nft identifiers take letters, digits and underscores. */
export function firewallTable(project: string): string {
  return `${firewallTablePrefix}${project.replaceAll('-', '_')}${project.includes('-') ? `_${hash32(project, 4)}` : ''}`;
}

/**
 * Link group of a project: deleting a group costs one grace period for all of its links. A hash, so two projects
 * may share a number: check the members' marks before deleting a group. Never 0 (the kernel's default group).
 */
export function linkGroup(project: string): number {
  return (createHash('sha256').update(`group:${project}`).digest().readUInt32BE(0) & 0x7fffffff) | 0x40000000;
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
/** First `length` characters of the RFC 4648 base32 (lower case) of the text's SHA-256: 5 bits each. */
export function hash32(text: string, length: number): string {
  const digest = createHash('sha256').update(text).digest();
  let bits = 0;
  let value = 0;
  let result = '';
  for (const byte of digest) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5 && result.length < length) {
      bits -= 5;
      result += alphabet[(value >> bits) & 31];
    }
    value &= (1 << bits) - 1;
  }
  return result;
}

/**
 * Host-side name of a NIC's veth: readable where it fits 15 characters, else the first letters and 9 characters
 * (45 bits) of a hash over project, container and interface.
 */
export function hostInterfaceName(project: string, container: string, interfaceName: string): string {
  const readable = `${project}-${container}-${interfaceName}`;
  if (readable.length <= 15 && interfaceNamePattern.test(readable)) return readable;
  const prefix = container.replace(/[^a-z0-9]/g, '').slice(0, 5);
  return `${prefix}-${hash32(`${project}\n${container}\n${interfaceName}`, 9)}`;
}

/** Locally administered unicast MAC, the same on every host for the same spec. */
export function derivedMac(project: string, container: string, interfaceName: string): string {
  const digest = createHash('sha256').update(`mac:${project}\n${container}\n${interfaceName}`).digest();
  const bytes = [0x02, ...digest.subarray(0, 5)];
  return bytes.map(byte => byte.toString(16).padStart(2, '0')).join(':');
}
