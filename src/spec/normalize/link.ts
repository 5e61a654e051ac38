/** Point-to-point links, short and long. */
import type { LinkEnd, PointToPointLink } from '../../model/project.js';
import type { Path } from '../node.js';
import type { List, RawLink, RawProject } from '../raw.js';
import { suggestion } from '../suggest.js';
import { networkRange, parseInterfaceAddress } from '../values/address.js';
import { GrammarError } from '../values/grammar-error.js';
import { parseInterfaceName } from '../values/names.js';
import type { Service } from './container.js';
import { type Context, entriesOf, itemsOf, oneOrMany, placeAs } from './context.js';
import { type Instance, inactiveNames } from './instances.js';

export interface PlacedLink extends PointToPointLink {
  path: Path;
}

/** @param services also those of inactive profiles: a link that ends in one of them goes with it */
export function normalizeLinks(
  raw: RawProject['links'],
  services: readonly Service[],
  instances: readonly Instance[],
  context: Context,
): PlacedLink[] {
  const inactive = inactiveNames(services, context);
  return [...itemsOf(raw, ['links'])].flatMap(([item, path]) => {
    const long: RawLink = Array.isArray(item) ? { endpoints: item } : item;
    const endpointPath = Array.isArray(item) ? path : [...path, 'endpoints'];
    if ((long.endpoints ?? []).some(each => inactive.has(each?.split(':')[0] ?? ''))) return [];
    const ends = endsOf(long.endpoints ?? [], endpointPath, instances, context);
    if (!ends) return [];
    giveAddresses(long, ends, path, context);
    const link: PlacedLink = { ends, path };
    if (long.mtu !== undefined) link.mtu = long.mtu;
    placeAs(context, ['links', ends.map(each => `${each.container}:${each.interface}`).join('--')], path);
    return [link];
  });
}

function endsOf(
  raw: List<string>,
  path: Path,
  instances: readonly Instance[],
  { findings }: Context,
): [LinkEnd, LinkEnd] | undefined {
  const ends = [...itemsOf(raw, path)].flatMap(([text, at]): LinkEnd[] => {
    const end = findings.read(at, text, parseEnd);
    if (!end) return [];
    const own = instances.filter(each => each.service.name === end.container);
    const instance =
      instances.find(each => each.container.name === end.container) ??
      (own.length === 1 ? own[0] : undefined);
    if (!instance) {
      const names = instances.map(each => each.container.name);
      const scaled = instances.find(each => each.service.name === end.container);
      const near = scaled
        ? `: name one instance, such as ${scaled.container.name}`
        : suggestion(end.container, names);
      findings.error('unknown-reference', at, `the link ends at unknown container "${end.container}"${near}`);
      return [];
    }
    if (instance.container.networkMode.mode !== 'private') {
      findings.error(
        'contradiction',
        at,
        `"${end.container}" has no network of its own, so no link can end there`,
      );
      return [];
    }
    return [{ ...end, container: instance.container.name }];
  });
  return ends.length === 2 ? (ends as [LinkEnd, LinkEnd]) : undefined;
}

function parseEnd(text: string): LinkEnd {
  const [container, name, ...rest] = text.split(':');
  if (!container || !name || rest.length > 0)
    throw new GrammarError('is not CONTAINER:INTERFACE', 'write web:eth2');
  return { container, interface: parseInterfaceName(name), addresses: [] };
}

function giveAddresses(raw: RawLink, ends: [LinkEnd, LinkEnd], path: Path, context: Context): void {
  const { findings } = context;
  // As the spec has them: a container may have another name than its key.
  const names = [...itemsOf(raw.endpoints, path)].map(([text]) => text);
  for (const [name, addresses, at] of entriesOf(raw.addresses, [...path, 'addresses'])) {
    const end = ends[names.indexOf(name)];
    if (!end) {
      findings.error('unknown-reference', at, `"${name}" is no end of this link${suggestion(name, names)}`, {
        atKey: true,
      });
      continue;
    }
    for (const [text, place] of oneOrMany(addresses, at)) {
      const address = findings.read(place, text, parseInterfaceAddress);
      if (address === undefined) continue;
      const bare = address.split('/')[0];
      const twin = ends.some(each => each.addresses.some(other => other.split('/')[0] === bare));
      if (twin) findings.error('duplicate', place, `the address ${bare} is used twice on this link`);
      end.addresses.push(address);
    }
  }
  const [left, right] = ends;
  if (left.addresses.length === 1 && right.addresses.length === 1) {
    const [one, other] = [networkRange(left.addresses[0]!), networkRange(right.addresses[0]!)];
    if (one.family === other.family && (one.last < other.first || other.last < one.first)) {
      findings.warning(path, `${left.addresses[0]} and ${right.addresses[0]} are on different networks`);
    }
  }
}
