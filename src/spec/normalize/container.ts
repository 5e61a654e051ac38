/** One container of the spec, before scaling: everything but what depends on other containers. */
import type { Container } from '../../model/project.js';
import type { Path } from '../node.js';
import type { RawContainer } from '../raw.js';
import { parseContainerName } from '../values/names.js';
import { normalizeAutostart } from './autostart.js';
import { normalizeCgroup } from './cgroup-files.js';
import { normalizeConsole } from './console.js';
import { type Context, itemsOf } from './context.js';
import {
  dependenciesOf,
  networkModeOf,
  type ServiceDependency,
  type ServiceNetworkMode,
} from './dependencies.js';
import { normalizeEnvironment } from './environment.js';
import { normalizeExtraHosts } from './extra-hosts.js';
import { normalizeHealthcheck } from './healthcheck.js';
import { normalizeHooks } from './hooks.js';
import { normalizeInsideHooks } from './inside-hooks.js';
import { normalizeKernel } from './kernel.js';
import { normalizeKernelMounts } from './kernel-mounts.js';
import { normalizeLimits } from './limits.js';
import { normalizeLxcRaw } from './lxc-raw.js';
import { normalizeMounts, type Volumes } from './mounts.js';
import { clocksOf, type ServiceNamespace, sharedNamespacesOf } from './namespaces.js';
import { giveMac, type Networks, normalizeNics } from './nic.js';
import { normalizeLabels } from './pairs.js';
import { platformOf } from './platform.js';
import { normalizePorts, type PlacedPort } from './ports.js';
import { hostnameOf, normalizeProcess } from './process.js';
import type { ProvidedByName } from './provided.js';
import { normalizeProvidedFiles } from './provided-files.js';
import { normalizeResolver } from './resolver.js';
import { parseRestart } from './restart.js';
import { normalizeRootfs } from './rootfs.js';
import { normalizeSecurity } from './security.js';

/** A container of the spec with what must still be resolved against the others. */
export interface Service {
  name: string;
  path: Path;
  /** Everything that its instances share; name, host name, dependencies and network mode are the instance's. */
  template: Omit<Container, 'name' | 'dependsOn' | 'networkMode' | 'namespaces' | 'ports'>;
  /** The name of its only instance, where the spec gives one. */
  containerName?: string;
  hostnameOf(instance: string): string;
  ports: PlacedPort[];
  dependencies: ServiceDependency[];
  networkMode: ServiceNetworkMode;
  namespaces: ServiceNamespace[];
  /** Absent: one instance with the name of the service. */
  scale?: number;
  profiles: string[];
}

export function normalizeService(
  name: string,
  given: RawContainer | null,
  path: Path,
  networks: Networks,
  volumes: Volumes,
  provided: Record<'configs' | 'secrets', ProvidedByName>,
  context: Context,
): Service {
  const raw = given ?? {};
  const { findings } = context;
  const process = normalizeProcess(raw, path, context);
  const nics = normalizeNics(raw.networks, [...path, 'networks'], networks, context);
  giveMac(raw.mac_address, nics, path, context);
  const { mounts, byTarget } = normalizeMounts(raw, path, volumes, context);
  const security = normalizeSecurity(raw, process.system, path, context);
  const resolver = normalizeResolver(raw, path, context);
  const limits = normalizeLimits(raw, path, context);
  const healthcheck = normalizeHealthcheck(raw.healthcheck, [...path, 'healthcheck'], context);
  const autostart = normalizeAutostart(raw.autostart, [...path, 'autostart'], context);
  const restart =
    raw.restart === undefined ? undefined : findings.read([...path, 'restart'], raw.restart, parseRestart);
  const containerName = nameOf(raw, [...path, 'container_name'], context);
  const service: Service = {
    name,
    path,
    template: {
      service: name,
      hostname: name,
      rootfs: normalizeRootfs(raw, path, context),
      ...process,
      ...(autostart && { autostart }),
      ephemeral: raw.ephemeral ?? false,
      environment: normalizeEnvironment(raw, path, context),
      nics,
      mounts,
      files: normalizeProvidedFiles(raw, path, provided, security, byTarget, context),
      limits,
      cgroup: normalizeCgroup(raw, limits, path, context),
      ...normalizeKernel(raw, path, context),
      ...normalizeKernelMounts(raw, path, context),
      ...(resolver && { resolver }),
      extraHosts: normalizeExtraHosts(raw, nics, networks, path, context),
      security,
      clocks: clocksOf(raw, path, context),
      coreSched: raw.core_sched ?? false,
      ...platformOf(raw, path, context),
      hooks: normalizeHooks(raw, path, context),
      insideHooks: normalizeInsideHooks(raw, path, context),
      restart: restart ?? { policy: 'no', maximumRetries: 0 },
      state: stateOf(raw, path, context),
      console: normalizeConsole(raw.console, [...path, 'console'], context),
      lxcRaw: normalizeLxcRaw(raw.lxc_raw, [...path, 'lxc_raw'], context),
      labels: normalizeLabels(raw.labels, [...path, 'labels'], context),
      ...(raw.oom_score_adj !== undefined && { oomScoreAdj: raw.oom_score_adj }),
      ...(healthcheck && { healthcheck }),
    },
    hostnameOf: instance => hostnameOf(raw, instance, path, context),
    ports: normalizePorts(raw, path, context),
    dependencies: dependenciesOf(raw, path, context),
    networkMode: networkModeOf(raw, path, context),
    namespaces: sharedNamespacesOf(raw, path, context),
    profiles: [...itemsOf(raw.profiles, [...path, 'profiles'])].map(([profile]) => profile),
  };
  const scale = Object.hasOwn(context.scale, name) ? context.scale[name] : raw.scale;
  if (scale !== undefined) service.scale = scale;
  if (containerName !== undefined) service.containerName = containerName;
  if (containerName !== undefined && (scale ?? 1) !== 1) {
    findings.error('contradiction', [...path, 'container_name'], `${scale} containers cannot have one name`, {
      atKey: true,
      hint: 'remove `container_name` or `scale`',
    });
  }
  return service;
}

function nameOf(raw: RawContainer, path: Path, { findings }: Context): string | undefined {
  return raw.container_name === undefined
    ? undefined
    : findings.read(path, raw.container_name, parseContainerName);
}

function stateOf({ state, freeze }: RawContainer, path: Path, { findings }: Context): Container['state'] {
  if (state !== undefined && freeze !== undefined && freeze !== (state === 'frozen')) {
    const message = `\`freeze: ${freeze}\` and \`state: ${state}\` contradict each other`;
    findings.error('contradiction', [...path, 'freeze'], message, { atKey: true, hint: 'keep `state`' });
  }
  return (state as Container['state'] | undefined) ?? (freeze ? 'frozen' : 'running');
}
