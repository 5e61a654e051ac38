/** Compiles a container into its launch plan: data for the native side, in kernel order. */
import { existsSync, mkdirSync } from 'node:fs';
import { capabilityMask } from '../model/capabilities.js';
import { hostsFile, hostsSet } from '../model/hosts.js';
import type { Operation } from '../model/operation.js';
import type { Container, Mount, Project } from '../model/project.js';
import { resolverFile, resolverOf } from '../model/resolver.js';
import { rlimitNumber } from '../model/rlimits.js';
import { signalNumber } from '../model/signals.js';
import type { ConfigureStep, HealthcheckLaunch, LaunchPlan, SetupStep } from '../native/launch-plan.js';
import { seccompProgram } from '../native/seccomp/index.js';
import { directoryRoot } from '../rootfs/directory.js';
import { hostRoot } from '../rootfs/host.js';
import { hostOverlay } from '../rootfs/host-overlay.js';
import type { Layers } from '../rootfs/layer.js';
import { overlayRoot } from '../rootfs/overlay.js';
import { ownHostname } from '../rootfs/own-hostname.js';
import { containerRunDirectory } from '../store/directories.js';
import { giveDevices } from './devices.js';
import { rangeSize } from './id-range.js';
import { deviceRules, mountChoice, standardMounts } from './isolation.js';
import { launchHooks } from './launch-hooks.js';
import { launchNamespaces } from './launch-namespaces.js';
import { launchTraits } from './launch-traits.js';
import { placeLimitProblem } from './limit-line.js';
import { downScripts } from './nic-scripts.js';
import { type Contents, ownRun, providedFileSteps } from './provided-files.js';
import type { Session } from './session.js';

/** @throws Problem when the container asks for what this host cannot do */
export function compileContainer(operation: Operation, session: Session, contents: Contents): LaunchPlan {
  const name = operation.container!;
  const container = session.project.containers.find(each => each.name === name)!;
  const firstId = firstIdOf(container, session);
  const ownNetwork = container.networkMode.mode === 'private' || container.networkMode.mode === 'none';
  const mapped = firstId !== null;
  const ids = idsOf(container, session);
  const map = ids ? `0 ${ids.first} ${ids.size}\n` : '';
  const devices = giveDevices(container.devices, ids);
  const { restart, healthcheck } = container;
  return {
    project: session.projectName,
    container: name,
    runDirectory: containerRunDirectory(session.directories, name),
    logFile: `${session.stateDirectory}/${name}/log`,
    applied: appliedRecord(operation, firstId),
    ...launchNamespaces(container, { ownNetwork, mapped, pidOf: each => session.pids.get(each) ?? 0 }),
    uidMap: map,
    gidMap: map,
    joinNetworkPid:
      container.networkMode.mode === 'container'
        ? (session.pids.get(container.networkMode.container) ?? 0)
        : 0,
    physical: physicalOf(container, session.project),
    downScripts: downScripts(session.project, container),
    cgroup: placeLimitProblem(session.project, name, () =>
      session.cgroups.launch(session.projectName, name, {
        limits: container.limits,
        raw: container.cgroup,
        devices: container.security.privileged ? null : [...deviceRules, ...devices.rules],
        ...(container.system && { owner: firstId ?? 0 }),
      }),
    ),
    setup: setupSteps(container, session, ids, ownNetwork, devices.steps, contents),
    configure: configureSteps(container, session.project, ownNetwork, ids?.size ?? null),
    ...launchHooks(container, session),
    ...(container.oomScoreAdj === undefined ? {} : { oomScoreAdj: container.oomScoreAdj }),
    procFiles: Object.entries(container.proc).map(([name, value]) => ({ name, value })),
    rlimits: container.ulimits.map(each => ({
      resource: rlimitNumber(each.name),
      soft: each.soft,
      hard: each.hard,
    })),
    capabilities: capabilityMask(container.security.capabilities),
    noNewPrivileges: container.security.noNewPrivileges,
    seccomp: seccompProgram(container.security.seccomp, container.security.capabilities),
    ...launchTraits(container),
    user: container.user,
    groupAdd: container.groupAdd,
    workingDirectory: container.workingDir,
    argv: container.command,
    environment: environmentOf(container),
    tty: container.tty,
    stdinOpen: container.stdinOpen,
    console: {
      ttys: container.console.ttys,
      buffer: container.console.buffer,
      log: container.console.log ?? '',
      logSize: container.console.logSize ?? 0,
      rotate: container.console.rotate,
    },
    reaper: container.reaper,
    stopSignal: signalNumber(container.stopSignal),
    stopSignalIfBlocked: systemdHalts(container) ? signalNumber('SIGRTMIN+3') : 0,
    stopGraceMs: container.stopGraceMs,
    rebootSignal: signalNumber(container.rebootSignal),
    ephemeralDirectory: container.ephemeral ? ephemeralDirectory(container, session) : '',
    restart,
    ...(healthcheck ? { healthcheck: compileHealthcheck(healthcheck) } : {}),
  };
}

/** SIGPWR means nothing to systemd; LXC sends it the other one as well. */
function systemdHalts({ system, stopSignal }: Container): boolean {
  return system && stopSignal === 'SIGPWR';
}

/** What a container needs on disk before its first start: layers of its root file system, volumes, sources of binds. */
export function prepareContainer(name: string, session: Session): void {
  const container = session.project.containers.find(each => each.name === name)!;
  const ids = idsOf(container, session);
  mkdirSync(`${session.stateDirectory}/${name}`, { recursive: true, mode: 0o700 });
  rootSteps(container, session, ids);
  for (const mount of container.mounts) mountStep(mount, session, ids !== null);
}

function idsOf(container: Container, session: Session): Layers['ids'] {
  const first = firstIdOf(container, session);
  const { idmap } = container.security;
  return first === null ? null : { first, size: typeof idmap === 'object' ? idmap.size : rangeSize };
}

function physicalOf(container: Container, { networks }: Project): LaunchPlan['physical'] {
  return container.nics.flatMap(nic => {
    const network = networks.find(each => each.name === nic.network);
    return network?.type === 'phys' ? [{ name: network.parent!, interface: nic.interface }] : [];
  });
}

function firstIdOf(container: Container, session: Session): number | null {
  const { idmap, privileged } = container.security;
  if (privileged || idmap === 'none') return null;
  return idmap === 'auto' ? session.idRanges[container.name]! : idmap.first;
}

function appliedRecord(operation: Operation, firstId: number | null): string {
  const resources = Object.fromEntries(
    [operation.desired!, ...(operation.parts ?? [])].map(each => [each.id, each.attributes]),
  );
  return JSON.stringify({ resources, firstId });
}

function setupSteps(
  container: Container,
  session: Session,
  ids: Layers['ids'],
  ownNetwork: boolean,
  devices: SetupStep[],
  contents: Contents,
): SetupStep[] {
  const hosts = hostsFile(session.runDirectory, hostsSet(container));
  return [
    ...rootSteps(container, session, ids),
    ...standardMounts(mountChoice(container, ownNetwork)),
    ...devices,
    sharedFile(hosts, '/etc/hosts'),
    ...(resolverOf(container, session.project)
      ? [sharedFile(hostsFile(session.runDirectory, resolverFile(container.name)), '/etc/resolv.conf')]
      : []),
    ...ownHostname(container, ids?.first ?? 0),
    ...ownRun(container),
    ...container.mounts.map(mount => mountStep(mount, session, ids !== null)),
    ...providedFileSteps(container, ids?.first ?? 0, contents),
  ];
}

/** Its log is not in it: that is for who wants to know why it ended. */
function ephemeralDirectory({ name }: Container, { stateDirectory }: Session): string {
  return `${stateDirectory}/${name}/ephemeral`;
}

/** A file of the run directory that changes while the container sees it. */
function sharedFile(source: string, target: string): SetupStep {
  return {
    op: 'tree',
    source,
    target,
    recursive: false,
    // Everybody may read it. /run is a tmpfs, and those can be idmapped only since Linux 6.3.
    idmapped: false,
    attributes: { readOnly: true, noSuid: true, noDev: true, noExec: true },
    optional: true,
  };
}

function rootSteps(container: Container, session: Session, ids: Layers['ids']): SetupStep[] {
  const { source, path, readOnly, overlay } = container.rootfs;
  const attributes = { readOnly, noDev: true, noSuid: container.security.noNewPrivileges };
  const own = container.ephemeral
    ? ephemeralDirectory(container, session)
    : `${session.stateDirectory}/${container.name}`;
  const layers = { directory: `${own}/layers`, ids };
  if (source === 'host')
    return overlay
      ? hostOverlay(layers, container.hostname, attributes)
      : hostRoot(ids !== null, container.hostname);
  return overlay ? overlayRoot(path!, layers, attributes) : directoryRoot(path!, ids !== null, attributes);
}

/** Also makes what the mount needs on the host. @param idmapped the container has ids of its own */
export function mountStep(mount: Mount, session: Session, idmapped: boolean): SetupStep {
  const attributes = { readOnly: mount.readOnly, noSuid: true, noDev: true };
  if (mount.type === 'tmpfs') {
    const options = [
      `mode=${(mount.mode ?? 0o1777).toString(8)}`,
      ...(mount.size === undefined ? [] : [`size=${mount.size}`]),
    ];
    return { op: 'filesystem', type: 'tmpfs', target: mount.target, options, attributes };
  }
  const source = mount.type === 'volume' ? `${session.stateDirectory}/volumes/${mount.source}` : mount.source;
  // A file is a source as well: `mkdir -p` of one would be EEXIST.
  if ((mount.type === 'volume' || mount.createSource) && !existsSync(source))
    mkdirSync(source, { recursive: true });
  return {
    op: 'tree',
    source,
    target: mount.target,
    recursive: mount.type === 'bind' && mount.recursive,
    idmapped,
    attributes,
  };
}

/** What is set inside before PID 1 is parked. @param ids size of the private range; null = the host's ids */
export function configureSteps(
  container: Container,
  project: Project,
  ownNetwork: boolean,
  ids: number | null,
): ConfigureStep[] {
  const ownNames = container.namespaces.uts === undefined;
  const steps: ConfigureStep[] = ownNames ? [{ op: 'hostname', name: container.hostname }] : [];
  if (ownNames && container.domainname !== undefined)
    steps.push({ op: 'domainname', name: container.domainname });
  if (ownNetwork) {
    steps.push({ op: 'link-up', interface: 'lo' });
    // So that ping works without NET_RAW, for every group that is mapped.
    steps.push({
      op: 'sysctl',
      key: 'net.ipv4.ping_group_range',
      value: `0 ${ids === null ? 2_147_483_647 : ids - 1}`,
    });
    // Interfaces that come later take `default`. A network without IPv6 gets none at all, as Docker does it: no path that
    // nobody planned, and no storm of neighbour discovery on a bridge with hundreds of ports.
    const key = usesIpv6(container, project) ? 'accept_ra' : 'disable_ipv6';
    const value = key === 'accept_ra' ? '0' : '1';
    steps.push({ op: 'sysctl', key: `net.ipv6.conf.default.${key}`, value });
    // Without it the kernel drops all addresses of a subnet with the first one, also when that one is being replaced.
    steps.push({ op: 'sysctl', key: 'net.ipv4.conf.all.promote_secondaries', value: '1' });
  }
  for (const [key, value] of Object.entries(container.sysctls)) steps.push({ op: 'sysctl', key, value });
  return steps;
}

function usesIpv6(container: Container, project: Project): boolean {
  const ends = project.links.flatMap(link => link.ends).filter(end => end.container === container.name);
  return [...container.nics, ...ends].some(each => each.addresses.some(address => address.includes(':')));
}

function environmentOf(container: Container): string[] {
  const standard = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOSTNAME: container.hostname,
    container: 'lxc',
    ...(container.tty ? { TERM: 'xterm' } : {}),
  };
  return Object.entries({ ...standard, ...container.environment }).map(([name, value]) => `${name}=${value}`);
}

function compileHealthcheck(check: NonNullable<Container['healthcheck']>): HealthcheckLaunch {
  const { intervalMs, timeoutMs, retries, startPeriodMs, startIntervalMs } = check;
  return { ...compileTest(check.test), intervalMs, timeoutMs, retries, startPeriodMs, startIntervalMs };
}

function compileTest(
  test: NonNullable<Container['healthcheck']>['test'],
): Pick<HealthcheckLaunch, 'exec' | 'probe'> {
  if ('exec' in test) return { exec: test.exec };
  if ('icmp' in test) return { probe: { address: test.icmp.host, port: 0, path: '' } };
  if ('http' in test)
    return { probe: { address: test.http.host, port: test.http.port, path: test.http.path } };
  return { probe: { address: test.tcp.host, port: test.tcp.port, path: '' } };
}
