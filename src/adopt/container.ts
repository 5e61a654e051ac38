/** A running container in the spec's words, from what its monitor and the kernel say of it. */

import { parseIoKey } from '../model/limit-attributes.js';
import type { Attributes, Resource } from '../model/resource.js';
import { defined } from '../spec/print/defined.js';
import { literal } from '../spec/print/literal.js';
import type { YamlValue } from '../spec/print/yaml.js';
import { below, listIn, ofKind, textIn } from './attributes.js';

/** Everything but its networks, ports and names. */
export function describeProcess({ attributes }: Resource): Record<string, YamlValue> {
  const command = listIn(attributes, 'command').map(literal);
  const environment = listIn(attributes, 'environment').map(each => splitPair(each));
  const given = (name: string) => attributes[name] as YamlValue;
  return {
    hostname: textIn(attributes, 'hostname'),
    domainname: textIn(attributes, 'domainname'),
    ...(attributes['init'] === 'system'
      ? { init: command }
      : { command, init: attributes['init'] ? true : null }),
    environment: Object.fromEntries(environment.map(([name, value]) => [name, literal(value)])),
    user: textIn(attributes, 'user'),
    group_add: listIn(attributes, 'group_add'),
    working_dir: literal(textIn(attributes, 'working_dir') ?? '/'),
    stop_signal: textIn(attributes, 'stop_signal'),
    stop_grace_period: `${String(attributes['stop_grace_period'])}ms`,
    reboot_signal: textIn(attributes, 'reboot_signal'),
    ephemeral: given('ephemeral') ?? null,
    tty: given('tty'),
    stdin_open: given('stdin_open'),
    network_mode: attributes['network_mode'] === 'private' ? null : textIn(attributes, 'network_mode'),
    privileged: given('privileged'),
    idmap: textIn(attributes, 'idmap'),
    cap_keep: listIn(attributes, 'capabilities'),
    no_new_privs: given('no_new_privs'),
    seccomp: textIn(attributes, 'seccomp')?.replace(/ sha256:[0-9a-f]+$/, '') ?? null,
    devices: listIn(attributes, 'devices'),
    ulimits: Object.fromEntries(listIn(attributes, 'ulimits').map(describeUlimit)),
    sysctls: Object.fromEntries(
      below(attributes, 'sysctls.').map(([key, value]) => [key, literal(String(value))]),
    ),
    oom_score_adj: given('oom_score_adj') ?? null,
    restart: textIn(attributes, 'restart'),
    healthcheck: describeHealthcheck(listIn(attributes, 'healthcheck')),
  };
}

function splitPair(text: string): [string, string] {
  const separator = text.indexOf('=');
  return [text.slice(0, separator), text.slice(separator + 1)];
}

/** `nofile=1024:2048` */
function describeUlimit(text: string): [string, YamlValue] {
  const [name, values] = splitPair(text);
  const [soft, hard] = values.split(':').map(Number);
  return [name, { soft: soft!, hard: hard! }];
}

/** `…, every 5000/1000/0/5000 ms, 3 retries` behind the words of the test. */
function describeHealthcheck(words: string[]): YamlValue {
  const times = /^every (\d+)\/(\d+)\/(\d+)\/(\d+) ms, (\d+) retries$/.exec(words.at(-1) ?? '');
  if (!times) return null;
  const [, interval, timeout, startPeriod, startInterval, retries] = times;
  const test = words.slice(0, -1);
  const [, key, value] = /^(tcp|http|icmp) (\S+)$/.exec(test.length === 1 ? test[0]! : '') ?? [];
  return {
    ...(key === undefined ? { exec: test.map(literal) } : { [key]: literal(value!) }),
    interval: `${interval}ms`,
    timeout: `${timeout}ms`,
    retries: Number(retries),
    start_period: `${startPeriod}ms`,
    start_interval: `${startInterval}ms`,
  };
}

export function describeRootfs(resource: Resource | undefined): Record<string, YamlValue> {
  const { path, ro, overlay } = resource?.attributes ?? {};
  return {
    rootfs: path === 'host' || path === undefined ? 'host' : { path: literal(String(path)), ro: ro === true },
    overlay: overlay === true,
  };
}

/** Limits in force, and raw files of the cgroup. */
export function describeLimits(resources: readonly Resource[], container: string): Record<string, YamlValue> {
  const parts = ofKind(resources, 'limits', container);
  const at = (id: string): Attributes => parts.find(each => each.id === id)?.attributes ?? {};
  const limits: Record<string, YamlValue> = {};
  const io: Record<string, Record<string, YamlValue>> = {};
  for (const [key, value] of Object.entries(at(`containers.${container}.limits`))) {
    const rate = parseIoKey(key);
    // Without a limit the kernel has these, and a plan takes them for none.
    if (value === null || value === unlimited[key]) continue;
    if (rate) io[rate.device] = { ...io[rate.device], [rate.rate]: value as YamlValue };
    else limits[key] = value as YamlValue;
  }
  return {
    limits: defined({ ...limits, pids: limits['pids'] ?? 'max', io }),
    cgroup: Object.fromEntries(
      Object.entries(at(`containers.${container}.cgroup`)).flatMap(([file, value]) =>
        value === null ? [] : [[file, literal(String(value))]],
      ),
    ),
  };
}

const unlimited: Readonly<Record<string, number>> = { cpu_weight: 100, io_weight: 100, memory_low: 0 };

/** Binds, volumes and tmpfs. Configs and secrets are told apart by their ids. */
export function describeMounts(resources: readonly Resource[], container: string): YamlValue[] {
  const prefix = `containers.${container}.volumes.`;
  return ofKind(resources, 'mount', container)
    .filter(each => each.id.startsWith(prefix))
    .map(({ id, attributes }) => {
      const { type, source, ro, recursive, size, mode } = attributes;
      return defined({
        type: String(type),
        source: type === 'tmpfs' ? null : literal(String(source)),
        target: literal(id.slice(prefix.length)),
        read_only: ro === true,
        bind: type === 'bind' ? { recursive: recursive === true } : null,
        tmpfs: defined({
          size: (size as number | undefined) ?? null,
          mode: typeof mode === 'number' ? mode.toString(8).padStart(4, '0') : null,
        }),
      });
    });
}
