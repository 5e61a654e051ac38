/** Bridges of the host as networks that are joined and checked, and never changed. */
import type { FoundBridge, FoundNamespace } from '../../model/host-view.js';
import { interfaceNamePattern } from '../../model/mark.js';
import type { YamlValue } from '../../spec/print/yaml.js';
import { networkRange } from '../../spec/values/address.js';
import type { AdoptDraft } from './draft.js';

const usualMtu = 1500;

/** @param joined names of bridges that something adopted is on: those of our own projects are written only then */
export function adoptBridges(
  bridges: readonly FoundBridge[],
  namespaces: readonly FoundNamespace[],
  joined: ReadonlySet<string>,
  draft: AdoptDraft,
): void {
  const names = new Set<string>();
  const claimed = new Set<string>();
  // Of two names that differ only in case one can stay: rather the one that something is on.
  const joinedFirst = [...bridges].sort(
    (left, right) => Number(joined.has(right.name)) - Number(joined.has(left.name)),
  );
  for (const bridge of joinedFirst) {
    const { name, project } = bridge;
    if (project !== null && !joined.has(name)) continue;
    const reason = refusal(name, names);
    if (reason !== undefined) {
      draft.remarks.push(`the bridge ${name} is not in the spec: ${reason}`);
      continue;
    }
    names.add(name.toLowerCase());
    const { addresses, comments } = addressesOf(bridge, namespaces, claimed);
    draft.networks[name] = {
      external: true,
      ...(addresses.length > 0 && { addresses }),
      ...(bridge.mtu !== usualMtu && { mtu: bridge.mtu }),
    };
    draft.comments.set(`networks.${name}`, [
      whereFrom(bridge),
      ...comments,
      ...portLines(bridge, namespaces),
      // It is here to be joined, by whoever reads this.
      ...(joined.has(name) ? [] : ['lint-ignore: LXCC1101']),
    ]);
    draft.found.push(`networks.${name}: the bridge ${name}${list(' with ', bridge.addresses)}`);
  }
}

function refusal(name: string, names: ReadonlySet<string>): string | undefined {
  if (!interfaceNamePattern.test(name)) return 'a network cannot have this name';
  return names.has(name.toLowerCase()) ? 'another one differs from it only in case' : undefined;
}

function whereFrom({ name, up, project }: FoundBridge): string {
  const whose = project === null ? '' : ` of the project ${project}`;
  return `The bridge ${name}${whose}, as it is on this host${up ? '' : ' (it is down)'}.`;
}

/** As keys they give gateways and are checked against; those that nothing could be checked against are told only. */
function addressesOf(
  bridge: FoundBridge,
  namespaces: readonly FoundNamespace[],
  claimed: Set<string>,
): { addresses: YamlValue[] & string[]; comments: string[] } {
  const inside = namespaces.flatMap(each =>
    each.interfaces
      .filter(({ peer }) => peer?.where === 'host' && peer.bridge === bridge.name)
      .flatMap(each => each.addresses),
  );
  const ranges = bridge.addresses.map(networkRange);
  const isOutside = (address: string) => {
    const { family, first, last } = networkRange(address);
    const around = ranges.filter(each => each.family === family);
    return around.length > 0 && !around.some(each => each.first <= first && last <= each.last);
  };
  const bare = bridge.addresses.map(each => each.split('/')[0]!);
  const strange = inside.find(isOutside) ?? inside.find(each => bare.includes(each.split('/')[0]!));
  const twin = bare.find(each => claimed.has(each));
  if (strange === undefined && twin === undefined) {
    for (const each of bare) claimed.add(each);
    return { addresses: bridge.addresses, comments: [] };
  }
  const reason =
    strange === undefined ? `${twin} is another bridge's too` : `${strange} is on it and does not fit them`;
  return { addresses: [], comments: [`Its addresses: ${bridge.addresses.join(', ')} (${reason}).`] };
}

function portLines({ name, ports }: FoundBridge, namespaces: readonly FoundNamespace[]): string[] {
  if (ports.length === 0) return [];
  const described = ports.map(port => {
    for (const each of namespaces) {
      const inside = each.interfaces.find(
        ({ peer }) => peer?.where === 'host' && peer.bridge === name && peer.interface === port,
      );
      if (inside) return `${port} (${inside.name} in the namespace ${each.name})`;
    }
    return port;
  });
  return [`Its ports: ${described.join(', ')}.`];
}

function list(start: string, items: readonly string[]): string {
  return items.length === 0 ? '' : start + items.join(', ');
}
