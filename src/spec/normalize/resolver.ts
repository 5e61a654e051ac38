/** Compose's `dns`, `dns_search` and `dns_opt`, and a network's `dns` and `domain`. */
import type { Network, Resolver } from '../../model/project.js';
import type { Path } from '../node.js';
import type { OneOrMany, RawContainer, RawNetwork } from '../raw.js';
import { parseAddress } from '../values/address.js';
import { GrammarError } from '../values/grammar-error.js';
import { type Context, itemsOf, oneOrMany } from './context.js';

/** Undefined when the container says nothing of it. */
export function normalizeResolver(raw: RawContainer, path: Path, context: Context): Resolver | undefined {
  const { findings } = context;
  const servers = addressesOf(raw.dns, [...path, 'dns'], context);
  const search = [...oneOrMany(raw.dns_search, [...path, 'dns_search'])].flatMap(
    ([text, at]) => findings.read(at, text, parseDomain) ?? [],
  );
  const options = [...itemsOf(raw.dns_opt, [...path, 'dns_opt'])].flatMap(
    ([text, at]) => findings.read(at, text, parseOption) ?? [],
  );
  return servers.length + search.length + options.length === 0 ? undefined : { servers, search, options };
}

/** Fills in what containers on the network get. */
export function completeResolver(network: Network, raw: RawNetwork, path: Path, context: Context): void {
  const servers = addressesOf(raw.dns, [...path, 'dns'], context);
  if (servers.length > 0) network.dns = servers;
  if (raw.domain === undefined) return;
  const domain = context.findings.read([...path, 'domain'], raw.domain, parseDomain);
  if (domain !== undefined) network.domain = domain;
}

function addressesOf(raw: OneOrMany | undefined, path: Path, { findings }: Context): string[] {
  return [...oneOrMany(raw, path)].flatMap(([text, at]) => findings.read(at, text, parseAddress) ?? []);
}

function parseDomain(text: string): string {
  if (text === '.' || /^(?!-)[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\.?$/.test(text)) return text;
  throw new GrammarError('is not a domain');
}

function parseOption(text: string): string {
  if (/^[a-z0-9-]+(:\d+)?$/.test(text)) return text;
  throw new GrammarError('is not an option of resolv.conf(5)', 'write for example ndots:2');
}
