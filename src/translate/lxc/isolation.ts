/** Shared namespaces, clocks, labels and the other marks on a container's processes, both ways. */
import { containerOf, type SharableNamespace, sharableNamespaces } from '../../model/namespaces.js';
import type { Container } from '../../model/project.js';
import { parsePlatform } from '../../spec/normalize/platform.js';
import type { YamlValue } from '../../spec/print/yaml.js';
import type { Bag } from './bag.js';
import { line } from './line.js';
import { literal } from './process.js';
import { readable } from './readable.js';

export function isolationOf(bag: Bag): Record<string, YamlValue> {
  const { network, shared } = sharedOf(bag);
  const time: Record<string, YamlValue> = {};
  for (const clock of ['boot', 'monotonic']) {
    const offset = bag.oneOf(`lxc.time.offset.${clock}`, offsetOf);
    if (offset !== undefined) time[clock] = offset;
  }
  return {
    ...(network && { network_mode: 'host' }),
    namespaces: shared,
    time,
    ...labelOf(bag),
    keyring: bag.oneOf('lxc.keyring.session', flag) === false ? false : null,
    core_sched: bag.oneOf('lxc.sched.core', flag) === true ? true : null,
    platform: bag.oneOf('lxc.arch', value => readable(value, parsePlatform)) ?? null,
  };
}

/** What LXC keeps of its own namespaces, or does not make anew, is the host's. */
function sharedOf(bag: Bag): { network: boolean; shared: Record<string, YamlValue> } {
  const known = [...sharableNamespaces, 'net', 'user'];
  // LXC joins one that is said to be shared whatever the lists say, and that one stays raw.
  const isFree = (kind: string) => bag.valueOf(`lxc.namespace.share.${kind}`) === undefined;
  const words = (value: string) => {
    const list = value.trim().split(/\s+/);
    return list.every(each => known.includes(each) || each === 'mnt') ? list : undefined;
  };
  const keep = bag.some('lxc.namespace.keep', value => {
    const list = words(value);
    // A mount namespace of the host's is no container, and users are told by the id map.
    return list && !list.includes('mnt') && !wantsNetwork(bag, list) ? list : undefined;
  });
  const clone = bag.some('lxc.namespace.clone', value => {
    const list = words(value);
    if (!list?.includes('mnt')) return undefined;
    return wantsNetwork(
      bag,
      known.filter(each => !list.includes(each)),
    )
      ? undefined
      : list;
  });
  const cloned = clone.flat();
  const kept =
    cloned.length > 0 ? known.filter(each => !cloned.includes(each) && each !== 'time') : keep.flat();
  const shared = sharableNamespaces.filter(each => kept.includes(each) && isFree(each));
  return { network: kept.includes('net'), shared: Object.fromEntries(shared.map(each => [each, 'host'])) };
}

/** Interfaces of its own and the host's network are not to be had at once: the lists stay as they are. */
function wantsNetwork(bag: Bag, shared: readonly string[]): boolean {
  return shared.includes('net') && bag.anyOf('lxc.net.') !== undefined;
}

/** In milliseconds at the least. */
function offsetOf(value: string): string | undefined {
  const [, sign, count, unit] = /^(-?)(\d{1,9})(h|m|s|ms)$/.exec(value.trim()) ?? [];
  return count === undefined ? undefined : `${sign}${Number(count)}${unit}`;
}

/** On a host without the module LXC goes on without it. */
function labelOf(bag: Bag): Record<string, YamlValue> {
  const named = (value: string) => (/^(unconfined|unchanged|generated)$/.test(value) ? undefined : value);
  const plain = (value: string) => (/^[\x21-\x7e]+$/.test(value) ? named(value) : undefined);
  const profile = bag.oneOf('lxc.apparmor.profile', plain);
  if (profile !== undefined) return { apparmor: { profile: literal(profile), required: false } };
  const context = bag.oneOf('lxc.selinux.context', plain);
  return context === undefined ? {} : { selinux: { profile: literal(context), required: false } };
}

function flag(value: string): boolean | undefined {
  return value === '1' ? true : value === '0' ? false : undefined;
}

/** LXC's words for architectures that are not OCI's. */
const architectures: Record<string, string> = {
  amd64: 'x86_64',
  '386': 'i686',
  arm64: 'aarch64',
  arm: 'armhf',
};

export function isolationLines({
  namespaces,
  networkMode,
  clocks,
  security,
  coreSched,
  platform,
}: Container): string[] {
  const shared = Object.entries(namespaces) as [SharableNamespace, string][];
  const kept = shared.filter(([, of]) => of === 'host').map(([kind]) => kind);
  const { label, keyring } = security;
  return [
    ...(kept.length > 0 ? [line('lxc.namespace.keep', kept.join(' '))] : []),
    ...shared.flatMap(([kind, of]) => {
      const container = containerOf(of);
      return container === undefined ? [] : [line(`lxc.namespace.share.${kind}`, container)];
    }),
    ...(networkMode.mode === 'container' ? [line('lxc.namespace.share.net', networkMode.container)] : []),
    ...(clocks.bootMs === undefined ? [] : [line('lxc.time.offset.boot', offsetText(clocks.bootMs))]),
    ...(clocks.monotonicMs === undefined
      ? []
      : [line('lxc.time.offset.monotonic', offsetText(clocks.monotonicMs))]),
    ...(label?.module === 'apparmor' ? [line('lxc.apparmor.profile', label.profile)] : []),
    ...(label?.module === 'selinux' ? [line('lxc.selinux.context', label.profile)] : []),
    ...(keyring ? [] : [line('lxc.keyring.session', 0)]),
    ...(coreSched ? [line('lxc.sched.core', 1)] : []),
    ...(platform === undefined ? [] : [line('lxc.arch', architectures[platform.slice('linux/'.length)]!)]),
  ];
}

function offsetText(milliseconds: number): string {
  return milliseconds % 1000 === 0 ? `${milliseconds / 1000}s` : `${milliseconds}ms`;
}
