/** Published ports; ranges become single ports. */
import type { PublishedPort } from '../../model/project.js';
import type { Path } from '../node.js';
import type { RawContainer, RawPort } from '../raw.js';
import { parseAddress } from '../values/address.js';
import { GrammarError } from '../values/grammar-error.js';
import { type Context, itemsOf } from './context.js';

export interface PlacedPort extends PublishedPort {
  path: Path;
}

export function normalizePorts(raw: RawContainer, path: Path, context: Context): PlacedPort[] {
  return [...itemsOf(raw.ports, [...path, 'ports'])].flatMap(([item, at]) => {
    const ports =
      typeof item === 'string' ? context.findings.read(at, item, parseShort) : longPort(item, at, context);
    return (ports ?? []).map(port => ({ ...port, path: at }));
  });
}

/** `[HOST_IP:]PUBLISHED:TARGET[/PROTOCOL]`; an IPv6 address stands in brackets. */
function parseShort(text: string): PublishedPort[] {
  const match = /^(?:(\[[^\]]*\]|[^:[\]]*):)?(?:([^:[\]]*):)?([^:/[\]]+)(?:\/([a-z]+))?$/i.exec(text);
  if (!match) throw new GrammarError('is not [HOST_IP:]PUBLISHED:TARGET[/PROTOCOL]');
  const [, first, second, target, protocol] = match;
  const hostIp = second === undefined ? undefined : first;
  const published = second ?? first;
  if (published === undefined || published === '') {
    throw new GrammarError('does not say which port of the host', `write 8080:${target}`);
  }
  return expand(published, target!, parseProtocol(protocol ?? 'tcp'), parseHostIp(hostIp));
}

function longPort(raw: RawPort, path: Path, { findings }: Context): PublishedPort[] | undefined {
  if (raw.target === undefined || raw.published === undefined) return undefined;
  const hostIp =
    raw.host_ip === undefined ? undefined : findings.read([...path, 'host_ip'], raw.host_ip, parseHostIp);
  const { published, target, protocol } = raw;
  return findings.read([...path, 'published'], published, () =>
    expand(published, target, protocol ?? 'tcp', hostIp),
  );
}

function expand(
  published: string,
  target: string,
  protocol: 'tcp' | 'udp',
  hostIp: string | undefined,
): PublishedPort[] {
  const from = parseRange(published);
  const to = parseRange(target);
  if (from.length !== to.length) {
    throw new GrammarError(`has ${from.length} ports of the host for ${to.length} of the container`);
  }
  return from.map((port, index) => ({
    published: port,
    target: to[index]!,
    protocol,
    ...(hostIp !== undefined && { hostIp }),
  }));
}

function parseRange(text: string): number[] {
  const [first, last = first, ...rest] = text.split('-').map(parsePort);
  if (rest.length > 0 || last! < first!) throw new GrammarError(`has no valid range in ${text}`);
  return Array.from({ length: last! - first! + 1 }, (_, index) => first! + index);
}

function parsePort(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text) || Number(text) > 65535) {
    throw new GrammarError('has no port from 1 to 65535', 'write 8080:80, or 8000-8002:80-82 for a range');
  }
  return Number(text);
}

function parseProtocol(text: string): 'tcp' | 'udp' {
  if (text === 'tcp' || text === 'udp') return text;
  throw new GrammarError(`has the protocol "${text}": tcp or udp`);
}

/** `0.0.0.0` stays an address: it publishes on IPv4 only. */
function parseHostIp(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  const address = parseAddress(text.replace(/^\[(.*)\]$/, '$1'));
  if (!address.includes(':')) return address;
  throw new GrammarError(
    `publishes on the IPv6 address ${address}: only IPv4 is supported yet`,
    'leave the address out, or give an IPv4 address of the host',
  );
}
