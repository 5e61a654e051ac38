/** Addresses for NICs that name none: a pure function of project, container and NIC, remembered in a lock file. */
import { createHash } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import { positionOf } from '../model/positions.js';
import { Problem } from '../model/problem.js';
import type { Network, Project } from '../model/project.js';

/** `container/network` to the address without prefix. */
export type AddressLock = Record<string, string>;

/** A damaged lock file is an error: guessing would move addresses. @throws Problem */
export function parseAddressLock(text: string): AddressLock {
  const lock: AddressLock = {};
  // Half an address may be one as well.
  if (text !== '' && !text.endsWith('\n')) throw damaged('is cut off');
  for (const line of text.split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const match = /^([^\s:]+): ([0-9a-fA-F.:]+)$/.exec(line);
    if (!match || !ipaddr.isValid(match[2]!))
      throw damaged(`has a line that is not one of ours: ${line.slice(0, 80)}`);
    lock[match[1]!] = match[2]!;
  }
  return lock;
}

function damaged(how: string): Problem {
  return new Problem(`lxc-compose.lock ${how}`, {
    remedy: 'Restore the file from version control, or remove it to have addresses chosen anew.',
  });
}

/** Valid YAML, sorted, so that it reviews well. */
export function printAddressLock(lock: AddressLock): string {
  const lines = Object.keys(lock)
    .sort()
    .map(key => `${key}: ${lock[key]}`);
  return [
    '# Addresses drawn from pools. Check this file in, so that every host draws the same.',
    ...lines,
    '',
  ].join('\n');
}

/**
 * Fills in the addresses of pooled NICs: the lock's choice while it is free and in the pool, else the first free one
 * from a position that a hash gives, so that containers that come and go do not move the others.
 * @throws Problem naming a pool with no address left
 */
export function allocateAddresses(
  project: Project,
  lock: AddressLock,
): { project: Project; lock: AddressLock } {
  const wanted = project.containers.flatMap(container =>
    container.nics
      .filter(nic => nic.pooled)
      .map(nic => ({ container, nic, key: `${container.name}/${nic.network}` })),
  );
  if (wanted.length === 0) return { project, lock: {} };
  const networks = new Map(project.networks.map(network => [network.name, network]));
  const taken = new Map(project.networks.map(network => [network.name, takenIn(project, network)]));
  const chosen = new Map<string, string>();
  for (const { nic, key } of wanted) {
    const before = lock[key];
    const network = networks.get(nic.network);
    const used = taken.get(nic.network);
    if (before === undefined || !network?.pool || !used || used.has(before) || !inPool(network.pool, before))
      continue;
    used.add(before);
    chosen.set(key, before);
  }
  for (const { container, nic, key } of wanted) {
    if (chosen.has(key)) continue;
    const address = draw(networks.get(nic.network)!, taken.get(nic.network)!, `${project.name}\n${key}`);
    if (address === null) {
      const position = positionOf(project, `networks.${nic.network}.pool`);
      throw new Problem(`the pool of network ${nic.network} has no address left for ${container.name}`, {
        exitCode: 65,
        ...(position ? { position } : {}),
        remedy: 'Widen the pool, or give some containers addresses of their own.',
      });
    }
    chosen.set(key, address);
  }
  const containers = project.containers.map(container => ({
    ...container,
    nics: container.nics.map(nic => {
      const address = nic.pooled ? chosen.get(`${container.name}/${nic.network}`) : undefined;
      return address === undefined
        ? nic
        : { ...nic, addresses: [`${address}/${prefixFor(networks.get(nic.network)!, address)}`] };
    }),
  }));
  return { project: { ...project, containers }, lock: Object.fromEntries(chosen) };
}

function takenIn(project: Project, network: Network): Set<string> {
  const own = network.addresses.map(bare);
  const gateways = [network.gateway?.v4, network.gateway?.v6].filter(each => each !== undefined);
  const fixed = project.containers.flatMap(container =>
    container.nics
      .filter(nic => nic.network === network.name && !nic.pooled)
      .flatMap(nic => nic.addresses.map(bare)),
  );
  const ends = network.addresses.flatMap(address => {
    if (address.includes(':')) return [];
    return [
      ipaddr.IPv4.networkAddressFromCIDR(address).toString(),
      ipaddr.IPv4.broadcastAddressFromCIDR(address).toString(),
    ];
  });
  return new Set([...own, ...gateways, ...fixed, ...ends]);
}

function bare(address: string): string {
  return address.slice(0, address.indexOf('/'));
}

function prefixFor(network: Network, address: string): string {
  const same = network.addresses.find(each => each.includes(':') === address.includes(':'));
  return same?.slice(same.indexOf('/') + 1) ?? (address.includes(':') ? '64' : '24');
}

function toNumber(address: string): bigint {
  return ipaddr
    .parse(address)
    .toByteArray()
    .reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

function toAddress(value: bigint, width: number): string {
  const bytes = Array.from({ length: width }, (_each, index) =>
    Number((value >> BigInt(8 * (width - 1 - index))) & 255n),
  );
  return ipaddr.fromByteArray(bytes).toString();
}

function inPool(pool: { first: string; last: string }, address: string): boolean {
  if (address.includes(':') !== pool.first.includes(':')) return false;
  const value = toNumber(address);
  return value >= toNumber(pool.first) && value <= toNumber(pool.last);
}

function draw(network: Network, taken: Set<string>, seed: string): string | null {
  const { first, last } = network.pool!;
  const start = toNumber(first);
  const size = toNumber(last) - start + 1n;
  const offset = createHash('sha256').update(seed).digest().readBigUInt64BE(0) % size;
  const width = first.includes(':') ? 16 : 4;
  // A v6 pool may hold more addresses than anybody counts; a free one is among the first few.
  const tries = size < 65_536n ? size : 65_536n;
  for (let step = 0n; step < tries; step++) {
    const address = toAddress(start + ((offset + step) % size), width);
    if (taken.has(address)) continue;
    taken.add(address);
    return address;
  }
  return null;
}
