import type { Container, Network, Project, Route } from '../../model/project.js';
import { line } from './line.js';

/** Interfaces by number: ours take those that no raw type has, and raw keys stand with the one that they are about. */
export function interfaceLines(
  { nics, networkMode }: Container,
  { networks }: Project,
  raw: ReadonlyMap<string, string[]>,
): string[] {
  const lines = new Map<number, string[]>();
  const add = (number: number, ...more: string[]) =>
    void lines.set(number, [...(lines.get(number) ?? []), ...more]);
  const isTaken = (number: number) => raw.has(`lxc.net.${number}.type`);
  let number = -1;
  const next = () => {
    do number += 1;
    while (isTaken(number));
    return number;
  };
  const isRaw = [...raw.keys()].some(each => each.startsWith('lxc.net.'));
  if (networkMode.mode === 'host' && !isRaw) add(next(), ...keys(number, [['type', 'none']]));
  else if (nics.length === 0 && !isRaw) {
    add(
      next(),
      ...keys(number, [
        ['type', 'empty'],
        ['flags', 'up'],
      ]),
    );
  }
  for (const nic of nics) {
    const gateways = Object.values(nic.gateway ?? {});
    next();
    const isGiven = (key: string) => raw.has(`lxc.net.${number}.${key}`);
    add(
      number,
      ...keys(number, [
        ...placeOf(networks.find(each => each.name === nic.network)!),
        ['flags', nic.staysDown ? undefined : 'up'],
        ['name', isGiven('name') ? undefined : nic.interface],
        ['veth.pair', nic.hostName],
        ['hwaddr', nic.mac],
        ['mtu', nic.mtu],
        ...nic.addresses.map(each => [`${familyOf(each)}.address`, each] as const),
        ['veth.n_rxqueues', nic.rxQueues],
        ['veth.n_txqueues', nic.txQueues],
        ['script.up', nic.upScript],
        ['script.down', nic.downScript],
        ...gateways.map(each => [`${familyOf(each)}.gateway`, each] as const),
        ...nic.routes.filter(isDeviceGateway).map(each => [`${familyOf(each.to)}.gateway`, 'dev'] as const),
      ]),
    );
  }
  for (const [key, values] of raw) {
    const index = /^lxc\.net\.(\d+)\./.exec(key)?.[1];
    if (index !== undefined) add(Number(index), ...values.map(each => line(key, each)));
  }
  return [...lines].sort(([left], [right]) => left - right).flatMap(([, each]) => typeFirst(each));
}

/** LXC's `gateway = dev`: everything is on the link. */
export function isDeviceGateway({ to, via, metric, table }: Route): boolean {
  const rest = via ?? metric ?? table;
  return rest === undefined && (to === '0.0.0.0/0' || to === '::/0');
}

/** The type first: LXC forgets at it what was said before. */
function placeOf({ name, type, parent, mode, isolation, vlan }: Network) {
  const place: (readonly [string, string | number | undefined])[] = [
    ['type', type === 'bridge' ? 'veth' : type],
    ['link', parent ?? name],
    [`${type}.mode`, mode],
    ['ipvlan.isolation', isolation],
    ['vlan.id', vlan],
  ];
  return place;
}

/** LXC forgets at a type what was said of the interface before it. */
function typeFirst(lines: string[]): string[] {
  const isType = (each: string) => /^lxc\.net\.\d+\.type /.test(each);
  return [...lines.filter(isType), ...lines.filter(each => !isType(each))];
}

function keys(number: number, values: (readonly [string, string | number | undefined])[]): string[] {
  return values.flatMap(([key, value]) =>
    value === undefined ? [] : [line(`lxc.net.${number}.${key}`, value)],
  );
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return address.includes(':') ? 'ipv6' : 'ipv4';
}
