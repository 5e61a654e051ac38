/** Aliases and extra hosts, from the containers' /etc/hosts files. */
import { hostsSet } from '../model/hosts.js';
import type { Container } from '../model/project.js';
import type { Resource } from '../model/resource.js';
import { listIn, ofKind } from './attributes.js';

interface HostsLine {
  address: string;
  names: string[];
}

/** What one container sees and is called. */
export interface KnownNames {
  /** Further names by the address that they stand for. */
  aliases: ReadonlyMap<string, string[]>;
  /** `NAME=ADDRESS` */
  extraHosts: string[];
}

/**
 * @param addresses of all containers, without prefix, with the names that each has anyway
 * @param networks that the container joins
 */
export function namesOf(
  networks: readonly string[],
  resources: readonly Resource[],
  addresses: ReadonlyMap<string, readonly string[]>,
): KnownNames {
  const aliases = new Map<string, string[]>();
  for (const { id, attributes } of ofKind(resources, 'hosts')) {
    const lines = listIn(attributes, 'lines').slice(2).map(parseLine);
    const extra = lines.filter(each => !addresses.has(each.address));
    const extraHosts = extra.flatMap(({ address, names }) => names.map(name => ({ name, address })));
    const member = { nics: networks.map(network => ({ network })), extraHosts } as unknown as Container;
    if (id !== `hosts.${hostsSet(member)}`) continue;
    for (const { address, names } of lines.filter(each => addresses.has(each.address))) {
      const further = names.filter(each => !addresses.get(address)!.includes(each));
      if (further.length > 0) aliases.set(address, further);
    }
    return { aliases, extraHosts: extraHosts.map(each => `${each.name}=${each.address}`) };
  }
  return { aliases, extraHosts: [] };
}

function parseLine(text: string): HostsLine {
  const [address = '', ...names] = text.split(' ');
  return { address, names };
}
