/** By what two items of a list are the same thing, so that the later one takes the earlier one's place. */
import type { SpecNode } from '../node.js';

/** Undefined: an item that is like no other. */
export type ItemKey = (item: SpecNode) => string | undefined;

function textOf(node: SpecNode | undefined): string | undefined {
  if (node?.kind !== 'scalar' || node.value === null) return undefined;
  return typeof node.value === 'string' ? node.value : node.source;
}

/** The text of a key of a mapping. */
function member(node: SpecNode, key: string): string | undefined {
  return node.kind === 'mapping' ? textOf(node.entries.get(key)?.value) : undefined;
}

/** The item itself; of a long form the key that names it. */
export const byValue =
  (key = 'path'): ItemKey =>
  item =>
    textOf(item) ?? member(item, key);

/** An address is the same one with another prefix length. */
export const byAddress: ItemKey = item => textOf(item)?.split('/')[0];

/** `[host_ip:]published:target[/protocol]`, an IPv6 address in brackets. */
export const byPort: ItemKey = item => {
  if (item.kind === 'mapping') {
    const target = member(item, 'target');
    if (target === undefined) return undefined;
    const protocol = member(item, 'protocol') ?? 'tcp';
    return `${member(item, 'host_ip') ?? ''}:${member(item, 'published') ?? ''}:${target}/${protocol}`;
  }
  const match = /^(?:(\[[^\]]*\]|[^:[\]]*):)?(?:([^:[\]]*):)?([^:/[\]]+)(?:\/(.+))?$/.exec(
    textOf(item) ?? '',
  );
  if (!match) return undefined;
  const [, first, second, target, protocol = 'tcp'] = match;
  const address = second === undefined ? '' : first;
  return `${address ?? ''}:${second ?? first ?? ''}:${target}/${protocol}`;
};

/** The place inside: the second part of `SOURCE:TARGET:OPTIONS`, or all of it. */
export const byTarget: ItemKey = item => {
  if (item.kind === 'mapping') return member(item, 'target') ?? member(item, 'source');
  const text = textOf(item);
  if (text === undefined) return undefined;
  const [source, target] = text.split(':');
  return target ?? source;
};

/** `TARGET[:OPTIONS]`, as tmpfs has it. */
export const byFirstPart: ItemKey = item => textOf(item)?.split(':')[0];

/** The path at which a config or secret is seen; by default its own name below `directory`. */
export const bySeenAs =
  (directory: string): ItemKey =>
  item => {
    const target = member(item, 'target') ?? member(item, 'source') ?? textOf(item);
    if (target === undefined) return undefined;
    return target.startsWith('/') ? target : `${directory}${target}`;
  };

/** A route is told by table, destination and metric. */
export const byRoute: ItemKey = item => {
  const to = member(item, 'to');
  return to === undefined
    ? undefined
    : [member(item, 'table') ?? '', to, member(item, 'metric') ?? ''].join(' ');
};

/** A link by its two ends in either order. */
export const byEnds: ItemKey = item => {
  const ends = item.kind === 'mapping' ? item.entries.get('endpoints')?.value : item;
  if (ends?.kind !== 'sequence') return undefined;
  return ends.items
    .map(each => textOf(each) ?? '')
    .sort()
    .join(' ');
};

/** A key of a long form. */
export const byMember =
  (key: string): ItemKey =>
  item =>
    member(item, key);
