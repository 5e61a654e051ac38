/** The container process itself: what it runs as, with which rights; deciding half. */

import { formatHook } from '../../model/hooks.js';
import { writeProbe } from '../../model/probe.js';
import type { Container, Healthcheck, Project } from '../../model/project.js';
import { resolverOf } from '../../model/resolver.js';
import type { AttributeChange, Attributes, Disruption, Resource } from '../../model/resource.js';
import { sameValue } from '../../model/resource.js';
import type { ReconcileKind } from '../kind.js';

export const containerKind: ReconcileKind = {
  kind: 'container',
  desire: (project: Project) => project.containers.map(each => desireContainer(each, project)),
  diff(desired: Resource, observed: Resource): AttributeChange[] {
    const names = new Set([...Object.keys(desired.attributes), ...Object.keys(observed.attributes)]);
    const changes: AttributeChange[] = [];
    for (const attribute of [...names].sort()) {
      const from = observed.attributes[attribute];
      const to = desired.attributes[attribute];
      if (sameValue(from, to) || (attribute === 'hostname' && to === undefined)) continue;
      const disruption = disruptionOf(attribute, to);
      changes.push({ attribute, from, to, disruption, ...kernelSource(attribute) });
    }
    return changes;
  },
};

function desireContainer(container: Container, project: Project): Resource {
  const attributes: Attributes = {
    state: container.state.toUpperCase(),
    command: container.command,
    environment: Object.entries(container.environment)
      .map(([name, value]) => `${name}=${value}`)
      .sort(),
    user: container.user,
    group_add: container.groupAdd,
    working_dir: container.workingDir,
    stop_signal: container.stopSignal,
    stop_grace_period: container.stopGraceMs,
    reboot_signal: container.rebootSignal,
    ephemeral: container.ephemeral,
    init: container.system ? 'system' : container.reaper,
    tty: container.tty,
    ...consoleAttributes(container),
    stdin_open: container.stdinOpen,
    network_mode:
      container.networkMode.mode === 'container'
        ? `container:${container.networkMode.container}`
        : container.networkMode.mode,
    capabilities: container.security.capabilities,
    privileged: container.security.privileged,
    idmap: formatIdmap(container),
    no_new_privs: container.security.noNewPrivileges,
    seccomp: formatSeccomp(container),
    devices: container.devices.map(device => `${device.source}:${device.target}:${device.permissions}`),
    ulimits: container.ulimits.map(limit => `${limit.name}=${limit.soft}:${limit.hard}`),
    restart: formatRestart(container),
  };
  // Names of a namespace that others have as well are not this container's to set.
  if (container.namespaces.uts === undefined) attributes['hostname'] = container.hostname;
  if (container.namespaces.uts === undefined && container.domainname !== undefined)
    attributes['domainname'] = container.domainname;
  const physical = physicalInterfaces(container, project);
  if (physical.length > 0) attributes['physical'] = physical;
  const scripts = container.nics.flatMap(nic =>
    nic.downScript === undefined ? [] : `${nic.interface} ${nic.downScript}`,
  );
  if (scripts.length > 0) attributes['down_scripts'] = scripts;
  // The file's lines change in place; whether there is one was decided when the root was built.
  if (resolverOf(container, project)) attributes['resolv_conf'] = true;
  if (container.oomScoreAdj !== undefined) attributes['oom_score_adj'] = container.oomScoreAdj;
  if (container.healthcheck) attributes['healthcheck'] = formatHealthcheck(container.healthcheck);
  Object.assign(attributes, isolationAttributes(container), hookAttributes(container));
  for (const [key, value] of Object.entries(container.sysctls)) attributes[`sysctls.${key}`] = value;
  return { kind: 'container', id: `containers.${container.name}`, container: container.name, attributes };
}

/** What is at its default says nothing, so that a container that was made before the key was there is as wanted. */
function isolationAttributes(container: Container): Attributes {
  const { namespaces, clocks, coreSched, platform, security, autoMounts, autodev, autodevSize, proc } =
    container;
  const { label, maskedPaths, readonlyPaths, keyring } = security;
  return {
    ...Object.fromEntries(Object.entries(namespaces).map(([kind, shared]) => [`namespaces.${kind}`, shared])),
    ...(clocks.bootMs !== undefined && { 'time.boot': clocks.bootMs }),
    ...(clocks.monotonicMs !== undefined && { 'time.monotonic': clocks.monotonicMs }),
    ...(coreSched && { core_sched: true }),
    ...(platform !== undefined && { platform }),
    ...(label && { [label.module]: label.profile }),
    ...(maskedPaths && { masked_paths: maskedPaths }),
    ...(readonlyPaths && { readonly_paths: readonlyPaths }),
    ...(!keyring && { keyring }),
    ...(autoMounts.proc === 'rw' && { 'auto_mounts.proc': 'rw' }),
    ...(autoMounts.sys === 'rw' && { 'auto_mounts.sys': 'rw' }),
    ...((!autodev || autodevSize !== undefined) && { autodev: autodevSize ?? autodev }),
    ...Object.fromEntries(Object.entries(proc).map(([name, value]) => [`proc.${name}`, value])),
  };
}

function hookAttributes({ hooks, insideHooks }: Container): Attributes {
  const { clone: _clone, destroy, ...atLaunch } = hooks.commands;
  const commands = Object.entries({ ...atLaunch, ...(destroy && { destroy }) });
  const inside = Object.fromEntries(
    insideHooks.map((each, index) => [`${each.event}.${index}`, JSON.stringify(each)]),
  );
  if (commands.length === 0) return inside;
  const environment = Object.entries(hooks.environment).map(([name, value]) => `${name}=${value}`);
  return {
    ...inside,
    ...Object.fromEntries(commands.map(([event, argvs]) => [`hooks.${event}`, argvs.map(formatHook)])),
    ...(hooks.version !== 0 && { 'hooks.version': hooks.version }),
    ...(environment.length > 0 && { hooks_environment: environment.sort() }),
  };
}

/** The host's interfaces that its monitor has for it: a new monitor takes others. */
function physicalInterfaces({ nics }: Container, { networks }: Project): string[] {
  return nics.flatMap(nic => {
    const network = networks.find(each => each.name === nic.network);
    return network?.type === 'phys' ? [`${network.parent} as ${nic.interface}`] : [];
  });
}

/** What is at its default says nothing, so that a container that was made before the key was there is as wanted. */
function consoleAttributes({ console: { ttys, buffer, log, logSize, rotate } }: Container): Attributes {
  const given = {
    ...(ttys > 0 && { ttys }),
    ...(buffer !== 16_384 && { buffer }),
    ...(log !== undefined && { log, rotate }),
    ...(logSize !== undefined && { size: logSize }),
  };
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [`console.${key}`, value]));
}

function formatIdmap(container: Container): string {
  const { idmap } = container.security;
  return typeof idmap === 'string' ? idmap : `0 ${idmap.first} ${idmap.size}`;
}

/** A file counts by its content. */
function formatSeccomp({ security: { seccomp } }: Container): string {
  return typeof seccomp === 'string' ? seccomp : `${seccomp.file} sha256:${seccomp.sha256.slice(0, 16)}`;
}

function formatRestart(container: Container): string {
  const { policy, maximumRetries } = container.restart;
  return policy === 'on-failure' && maximumRetries > 0 ? `${policy}:${maximumRetries}` : policy;
}

function formatHealthcheck(check: Healthcheck): string[] {
  const test = 'exec' in check.test ? check.test.exec : [writeProbe(check.test).join(' ')];
  const times = [check.intervalMs, check.timeoutMs, check.startPeriodMs, check.startIntervalMs].join('/');
  return [...test, `every ${times} ms, ${check.retries} retries`];
}

/** The kernel lets names and sysctls of a living namespace change; everything else was fixed when PID 1 was made. */
function disruptionOf(attribute: string, to: unknown): Disruption {
  if (attribute === 'hostname' || attribute === 'domainname') return 'live';
  if (attribute.startsWith('sysctls.')) return to === undefined ? 'restart' : 'live';
  if (attribute === 'state') return 'live';
  return 'restart';
}

function kernelSource(attribute: string): { kernel?: string } {
  if (attribute === 'hostname') return { kernel: 'uname(2) in the container' };
  if (attribute === 'state') return { kernel: 'cgroup.events of the container' };
  if (attribute.startsWith('sysctls.'))
    return { kernel: `/proc/sys/${attribute.slice(8).replaceAll('.', '/')}` };
  return {};
}
