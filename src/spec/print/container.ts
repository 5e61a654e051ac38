import type { Hooks, InsideHook } from '../../model/hooks.js';
import { writeProbe } from '../../model/probe.js';
import type {
  Autostart,
  Container,
  Healthcheck,
  Mount,
  Nic,
  Project,
  Security,
} from '../../model/project.js';
import type { ProvidedFile } from '../../model/provided.js';
import { allCapabilities } from '../values/capability.js';
import { defined } from './defined.js';
import { literal, literals } from './literal.js';
import type { YamlValue } from './yaml.js';

function describeRootfs({ source, path, debootstrap, readOnly }: Container['rootfs']): YamlValue {
  if (debootstrap) return { debootstrap: defined({ ...debootstrap }), ro: readOnly };
  return source === 'host' ? 'host' : { path: literal(path!), ro: readOnly };
}

/** A container in the spec's words. Texts are escaped against interpolation: `$` is `$$`. */
export function describeContainer(container: Container, project: Project): YamlValue {
  const { limits, rootfs, restart } = container;
  const described = defined({
    hostname: container.hostname,
    domainname: container.domainname,
    rootfs: describeRootfs(rootfs),
    // Follows from the rest there.
    overlay: rootfs.debootstrap ? undefined : rootfs.overlay,
    init: container.system ? container.command.map(literal) : container.reaper ? true : undefined,
    command: container.system ? undefined : container.command.map(literal),
    environment: literals(container.environment),
    user: literal(container.user),
    group_add: container.groupAdd.map(literal),
    working_dir: literal(container.workingDir),
    networks: Object.fromEntries(container.nics.map(each => [each.network, describeNic(each, project)])),
    network_mode: describeNetworkMode(container),
    namespaces: { ...container.namespaces },
    time: defined({ boot: offset(container.clocks.bootMs), monotonic: offset(container.clocks.monotonicMs) }),
    core_sched: container.coreSched || undefined,
    platform: container.platform,
    volumes: container.mounts.map(describeMount),
    auto_mounts: describeAutoMounts(container),
    configs: container.files.filter(each => each.kind === 'config').map(describeFile),
    secrets: container.files.filter(each => each.kind === 'secret').map(describeFile),
    ports: container.ports.map(each =>
      defined({
        target: each.target,
        published: each.published,
        host_ip: each.hostIp,
        protocol: each.protocol,
      }),
    ),
    limits: defined({ ...limits, pids: limits.pids ?? 'max', io: limits.io as YamlValue | undefined }),
    cgroup: literals(container.cgroup),
    ...describeSecurity(container.security),
    devices: container.devices.map(each => ({ ...each })),
    sysctls: literals(container.sysctls),
    ulimits: Object.fromEntries(container.ulimits.map(({ name, soft, hard }) => [name, { soft, hard }])),
    oom_score_adj: container.oomScoreAdj,
    proc: literals(container.proc),
    depends_on: Object.fromEntries(
      container.dependsOn.map(each => [
        each.container,
        { condition: each.condition, required: each.required },
      ]),
    ),
    hooks: describeHooks(container.hooks),
    post_start: describeInsideHooks(container, 'post_start'),
    pre_stop: describeInsideHooks(container, 'pre_stop'),
    hooks_environment: literals(container.hooks.environment),
    healthcheck: container.healthcheck && describeHealthcheck(container.healthcheck),
    restart: restart.policy === 'on-failure' ? `on-failure:${restart.maximumRetries}` : restart.policy,
    state: container.state,
    stop_signal: container.stopSignal,
    stop_grace_period: `${container.stopGraceMs}ms`,
    reboot_signal: container.rebootSignal,
    autostart: container.autostart && describeAutostart(container.autostart),
    ephemeral: container.ephemeral,
    tty: container.tty,
    console: defined({
      ttys: container.console.ttys,
      buffer: container.console.buffer,
      log: container.console.log === undefined ? undefined : literal(container.console.log),
      size: container.console.logSize,
      rotate: container.console.log === undefined ? undefined : container.console.rotate,
    }),
    stdin_open: container.stdinOpen,
    labels: literals(container.labels),
    lxc_raw: Object.fromEntries(
      Object.entries(container.lxcRaw).map(([key, values]) => [key, oneOrMany(values.map(literal))]),
    ),
    dns: container.resolver?.servers,
    dns_search: container.resolver?.search,
    dns_opt: container.resolver?.options,
    extra_hosts: container.extraHosts.map(each => `${each.name}=${each.address}`),
  });
  const { autodev, autodevSize } = container;
  const dev = autodevSize === undefined ? autodev : { size: autodevSize };
  return { ...described, ...describePaths(container.security), ...(dev !== true && { autodev: dev }) };
}

function describeAutostart({ order, delayMs, groups }: Autostart): YamlValue {
  return { order, delay: `${delayMs}ms`, groups };
}

function oneOrMany(values: string[]): YamlValue {
  return values.length === 1 ? values[0]! : values;
}

function describeNic(nic: Nic, { networks }: Project): YamlValue {
  const network = networks.find(each => each.name === nic.network);
  return defined({
    interface: nic.interface,
    addresses: nic.pooled ? undefined : nic.addresses,
    // Without the word the first network that leads somewhere would give one.
    gateway: nic.gateway ? Object.values(nic.gateway) : 'none',
    mac: nic.mac,
    mtu: nic.mtu === network?.mtu ? undefined : nic.mtu,
    host_name: nic.hostName,
    isolated: nic.isolated === network?.isolated ? undefined : nic.isolated,
    hairpin: nic.hairpin,
    mac_filter: nic.macFilter,
    veth: defined({ n_rxqueues: nic.rxQueues, n_txqueues: nic.txQueues }),
    shape: nic.rate === undefined ? undefined : { rate: `${nic.rate}bit` },
    up: nic.upScript && literal(nic.upScript),
    down: nic.downScript && literal(nic.downScript),
    flags: nic.staysDown ? 'none' : undefined,
    routes: nic.routes.map(each => ({ ...each })),
    aliases: nic.aliases,
  });
}

function describeNetworkMode({ networkMode }: Container): string | undefined {
  if (networkMode.mode === 'private') return undefined;
  return networkMode.mode === 'container' ? `container:${networkMode.container}` : networkMode.mode;
}

function describeMount(mount: Mount): YamlValue {
  const { type, source, target, readOnly, recursive, createSource, size, mode } = mount;
  return defined({
    type,
    source: type === 'tmpfs' ? undefined : literal(source),
    target: literal(target),
    read_only: readOnly,
    bind: type === 'bind' ? { create_host_path: createSource, recursive } : undefined,
    tmpfs: defined({ size, mode: mode === undefined ? undefined : mode.toString(8).padStart(4, '0') }),
  });
}

function describeFile({ source, target, uid, gid, mode }: ProvidedFile): YamlValue {
  const id = (value: number) => String(value);
  return {
    source,
    target: literal(target),
    uid: id(uid),
    gid: id(gid),
    mode: `0${mode.toString(8).padStart(3, '0')}`,
  };
}

/** The bounding set is written out from nothing, so that it does not depend on a preset. */
function describeSecurity({
  idmap,
  privileged,
  capabilities,
  noNewPrivileges,
  seccomp,
  label,
  keyring,
}: Security) {
  const everything = capabilities.length === allCapabilities.length;
  return {
    privileged,
    idmap: typeof idmap === 'object' ? `0 ${idmap.first} ${idmap.size}` : idmap,
    cap_drop: everything ? undefined : ['ALL'],
    cap_add: everything ? ['ALL'] : capabilities,
    no_new_privs: noNewPrivileges,
    seccomp: typeof seccomp === 'object' ? literal(seccomp.file) : seccomp,
    ...(label && { [label.module]: { profile: literal(label.profile), required: label.required } }),
    keyring: keyring ? undefined : false,
  };
}

/** An empty list says something: that nothing is hidden. */
function describePaths({ maskedPaths, readonlyPaths }: Security): Record<string, YamlValue> {
  return {
    ...(maskedPaths && { masked_paths: maskedPaths.map(literal) }),
    ...(readonlyPaths && { readonly_paths: readonlyPaths.map(literal) }),
  };
}

function describeAutoMounts({ autoMounts: { proc, sys } }: Container): YamlValue {
  return [...(proc === 'rw' ? ['proc:rw'] : []), ...(sys === 'rw' ? ['sys:rw'] : [])];
}

function offset(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined ? undefined : `${milliseconds}ms`;
}

function describeHooks({ commands, version }: Hooks): YamlValue {
  return defined({ version: version === 0 ? undefined : version, ...describeCommands(commands) });
}

function describeInsideHooks({ insideHooks }: Container, event: InsideHook['event']): YamlValue {
  return insideHooks
    .filter(each => each.event === event)
    .map(({ command, user, workingDir, privileged, environment }) =>
      defined({
        command: command.map(literal),
        user: user && literal(user),
        working_dir: workingDir && literal(workingDir),
        privileged: privileged || undefined,
        environment: literals(environment),
      }),
    );
}

/** Hooks by event, each as a list of commands. */
export function describeCommands(commands: Record<string, string[][]>): Record<string, YamlValue> {
  const described = Object.entries(commands).map(([event, argvs]) => [
    event,
    argvs.map(each => each.map(literal)),
  ]);
  return Object.fromEntries(described);
}

function describeHealthcheck(check: Healthcheck): YamlValue {
  const { test } = check;
  return {
    ...('exec' in test ? { exec: test.exec.map(literal) } : Object.fromEntries([writeProbe(test)])),
    interval: `${check.intervalMs}ms`,
    timeout: `${check.timeoutMs}ms`,
    retries: check.retries,
    start_period: `${check.startPeriodMs}ms`,
    start_interval: `${check.startIntervalMs}ms`,
  };
}
