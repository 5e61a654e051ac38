import type { Container, Nic } from '../../model/project.js';
import type { Path } from '../node.js';
import type { RawContainer } from '../raw.js';
import { parseAddress } from '../values/address.js';
import { GrammarError } from '../values/grammar-error.js';
import { parseHostName } from '../values/names.js';
import { type Context, entriesOf, itemsOf, oneOrMany } from './context.js';
import type { Networks } from './nic.js';

/** Lines of /etc/hosts. `host-gateway` is the host's address on the container's first network that has one. */
export function normalizeExtraHosts(
  raw: RawContainer,
  nics: readonly Nic[],
  networks: Networks,
  path: Path,
  { findings }: Context,
): Container['extraHosts'] {
  const at = [...path, 'extra_hosts'];
  const result: Container['extraHosts'] = [];
  const add = (name: string, address: string, place: Path): void => {
    const known = findings.read(place, name, parseHostName, true);
    const resolved = findings.read(place, address, text => resolve(text, nics, networks));
    if (known === undefined || resolved === undefined) return;
    if (!result.some(each => each.name === known && each.address === resolved)) {
      result.push({ name: known, address: resolved });
    }
  };
  if (Array.isArray(raw.extra_hosts)) {
    for (const [item, place] of itemsOf(raw.extra_hosts, at)) {
      const separator = item.search(/[=:]/);
      if (separator < 1) findings.error('invalid-value', place, `"${item}" is not NAME:ADDRESS`);
      else add(item.slice(0, separator), item.slice(separator + 1), place);
    }
  } else {
    for (const [name, addresses, place] of entriesOf(raw.extra_hosts, at)) {
      for (const [address, each] of oneOrMany(addresses, place)) add(name, address, each);
    }
  }
  return result;
}

function resolve(text: string, nics: readonly Nic[], networks: Networks): string {
  if (text !== 'host-gateway') return parseAddress(text.replace(/^\[(.*)\]$/, '$1'));
  for (const nic of nics) {
    const address = networks.get(nic.network)?.addresses[0];
    if (address !== undefined) return address.split('/')[0]!;
  }
  throw new GrammarError('needs a network on which the host has an address');
}
