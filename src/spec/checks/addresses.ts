/** Every address once, inside its network, and usable. */
import type { Nic, Project } from '../../model/project.js';
import type { Findings } from '../findings.js';
import type { Path } from '../node.js';
import { positionKey } from '../normalize/context.js';
import type { Instance } from '../normalize/instances.js';
import { familyOf, networkRange, toNumber } from '../values/address.js';

interface Owner {
  what: string;
  path: Path;
}

export function checkAddresses(project: Project, instances: readonly Instance[], findings: Findings): void {
  const owners = new Map<string, Owner>();
  for (const { name, addresses } of project.networks) {
    for (const address of addresses) {
      const path = ['networks', name, 'addresses'];
      claim(address, { what: `network "${name}"`, path }, path, owners, findings);
    }
  }
  const networks = new Map(project.networks.map(each => [each.name, each]));
  for (const { container, service } of instances) {
    for (const nic of container.nics) {
      const path = [...service.path, 'networks', nic.network];
      const network = networks.get(nic.network)!;
      for (const address of nic.addresses) {
        const place = addressPath(path, project.positions);
        checkInside(address, network.addresses, network.name, place, findings);
        claim(address, { what: `container "${container.name}"`, path: place }, place, owners, findings);
      }
      if (nic.addresses.length === 0 && !nic.pooled && network.addresses.length > 0)
        warnUnaddressed(nic, path, findings);
    }
  }
}

/** `address` or `addresses`, whichever is written. */
function addressPath(path: Path, positions: Project['positions']): Path {
  const single = [...path, 'address'];
  return Object.hasOwn(positions, positionKey(single)) ? single : [...path, 'addresses'];
}

function claim(
  address: string,
  owner: Owner,
  path: Path,
  owners: Map<string, Owner>,
  findings: Findings,
): void {
  const bare = address.split('/')[0]!;
  const other = owners.get(bare);
  if (!other) {
    owners.set(bare, owner);
    return;
  }
  const message = `the address ${bare} of ${owner.what} is also the address of ${other.what}`;
  const scaled = other.path.join('.') === owner.path.join('.');
  findings.error('duplicate', path, message, {
    ...(scaled
      ? { hint: 'instances of one container cannot share an address: give the network a `pool`' }
      : { related: { message: 'first given', path: other.path } }),
  });
}

function checkInside(
  address: string,
  around: string[],
  network: string,
  path: Path,
  findings: Findings,
): void {
  const bare = address.split('/')[0]!;
  const family = familyOf(bare);
  const ranges = around
    .map(each => ({ ...networkRange(each), text: each }))
    .filter(each => each.family === family);
  if (ranges.length === 0) return;
  const number = toNumber(bare);
  const range = ranges.find(each => each.first <= number && number <= each.last);
  if (!range) {
    const where = ranges.map(each => each.text).join(', ');
    findings.error('network', path, `the address ${address} is outside network "${network}" (${where})`);
    return;
  }
  // RFC 3021: a /31 has no network and broadcast address.
  if (family === 'v4' && range.last - range.first > 1n && (number === range.first || number === range.last)) {
    const kind = number === range.first ? 'network' : 'broadcast';
    findings.error('network', path, `${bare} is the ${kind} address of network "${network}" (${range.text})`);
    return;
  }
  const prefix = address.split('/')[1];
  if (prefix !== range.text.split('/')[1]) {
    findings.warning(
      path,
      `the prefix of ${address} differs from that of network "${network}" (${range.text})`,
    );
  }
}

function warnUnaddressed(nic: Nic, path: Path, findings: Findings): void {
  if (findings.isBroken(path)) return;
  findings.warning(
    path,
    `${nic.interface} gets no address: neither this container names one nor has network "${nic.network}" a pool`,
    {
      atKey: true,
      hint: `write \`address\`, or give networks.${nic.network} a \`pool\``,
    },
  );
}
