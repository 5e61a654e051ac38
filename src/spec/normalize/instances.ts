/** Services to instances: profiles, scaling, and names of services replaced by names of instances. */
import type { SharedNamespaces } from '../../model/namespaces.js';
import type { Container, Dependency, NetworkMode, ServiceSummary } from '../../model/project.js';
import type { Path } from '../node.js';
import { suggestion } from '../suggest.js';
import type { Service } from './container.js';
import type { Context } from './context.js';

/** An instance with the path of its service, where findings about it point. */
export interface Instance {
  container: Container;
  service: Service;
}

export function instantiate(services: readonly Service[], context: Context): Instance[] {
  const active = services.filter(each => isActive(each, context.activeProfiles));
  const names = new Map(active.map(each => [each.name, instanceNames(each)]));
  checkInstanceNames(services, context);
  const instances = active.flatMap(service => {
    const dependsOn = resolveDependencies(service, services, names, context);
    const networkMode = resolveNetworkMode(service, services, names, context);
    const namespaces = resolveNamespaces(service, services, names, context);
    return names.get(service.name)!.map((name): Instance => {
      const container: Container = {
        ...service.template,
        name,
        hostname: service.hostnameOf(name),
        // Addresses are filled in per instance later, so the interfaces must not be shared.
        nics: service.template.nics.map(each => ({ ...each })),
        ports: service.ports.map(({ path: _path, ...port }) => port),
        dependsOn,
        networkMode,
        namespaces,
      };
      return { container, service };
    });
  });
  return instances;
}

/** What is known of a container whether or not it has instances. */
export function summaryOf(service: Service, activeProfiles: ReadonlySet<string>): ServiceSummary {
  const { name, profiles, containerName } = service;
  const active = isActive(service, activeProfiles);
  return { name, profiles, active, ...(containerName !== undefined && { containerName }) };
}

/** Without profiles always; `*` makes every profile active. */
function isActive({ profiles }: Service, active: ReadonlySet<string>): boolean {
  return profiles.length === 0 || active.has('*') || profiles.some(each => active.has(each));
}

/** Containers and services that no active profile asks for, by all of their names. */
export function inactiveNames(services: readonly Service[], { activeProfiles }: Context): Set<string> {
  const inactive = services.filter(each => !isActive(each, activeProfiles));
  return new Set(inactive.flatMap(each => [each.name, ...instanceNames(each)]));
}

function instanceNames({ name, scale, containerName }: Service): string[] {
  if (containerName !== undefined && (scale ?? 1) === 1) return [containerName];
  return scale === undefined ? [name] : Array.from({ length: scale }, (_, index) => `${name}-${index + 1}`);
}

function checkInstanceNames(services: readonly Service[], { findings }: Context): void {
  const owner = new Map<string, Service>();
  for (const service of services) {
    for (const instance of instanceNames(service)) {
      const other = owner.get(instance);
      if (other) {
        const message = `scaling "${other.scale === undefined ? service.name : other.name}" makes a second "${instance}"`;
        findings.error('duplicate', service.path, message, {
          atKey: true,
          related: { message: `"${other.name}" is`, path: other.path },
        });
      } else if (instance.length > 63) {
        findings.error('invalid-name', service.path, `the name "${instance}" is longer than 63 characters`, {
          atKey: true,
        });
      }
      owner.set(instance, service);
    }
  }
}

type Names = ReadonlyMap<string, string[]>;

function resolveDependencies(
  service: Service,
  services: readonly Service[],
  names: Names,
  context: Context,
): Dependency[] {
  return service.dependencies.flatMap(({ service: wanted, condition, required, path }) => {
    const instances = names.get(wanted);
    if (!instances) {
      if (required) reportUnknown(wanted, path, services, `"${service.name}" depends on`, context);
      return [];
    }
    const health = services.find(each => each.name === wanted)?.template.healthcheck;
    if (condition === 'healthy' && !health && !context.findings.isBroken(path)) {
      context.findings.error(
        'contradiction',
        path,
        `"${wanted}" has no healthcheck: it will never be healthy`,
        {
          atKey: true,
          hint: 'give it a `healthcheck`, or depend on it with the condition started',
        },
      );
    }
    return instances.map(container => ({ container, condition, required }));
  });
}

function resolveNetworkMode(
  service: Service,
  services: readonly Service[],
  names: Names,
  context: Context,
): NetworkMode {
  const { networkMode } = service;
  if (networkMode.mode !== 'container') return { mode: networkMode.mode };
  const path = [...service.path, 'network_mode'];
  const container = resolveOne(
    networkMode.name,
    'joins the network of',
    path,
    service,
    services,
    names,
    context,
  );
  return container === undefined ? { mode: 'none' } : { mode: 'container', container };
}

function resolveNamespaces(
  service: Service,
  services: readonly Service[],
  names: Names,
  context: Context,
): SharedNamespaces {
  const shared: SharedNamespaces = {};
  for (const { kind, name, path } of service.namespaces) {
    if (name === null) shared[kind] = 'host';
    else {
      const joins = `joins the ${kind} namespace of`;
      const container = resolveOne(name, joins, path, service, services, names, context);
      if (container !== undefined) shared[kind] = `container:${container}`;
    }
  }
  return shared;
}

/** The instance that a name of the spec stands for. */
function resolveOne(
  name: string,
  joins: string,
  path: Path,
  service: Service,
  services: readonly Service[],
  names: Names,
  context: Context,
): string | undefined {
  const own = names.get(name);
  if (own && own.length === 1) return own[0]!;
  if ([...names.values()].some(each => each.includes(name))) return name;
  if (own) {
    context.findings.error('unknown-reference', path, `"${name}" has ${own.length} instances`, {
      hint: own.length > 0 ? `name one: container:${own[0]}` : 'scale it to at least 1',
    });
  } else reportUnknown(name, path, services, `"${service.name}" ${joins}`, context);
  return undefined;
}

function reportUnknown(
  name: string,
  path: Path,
  services: readonly Service[],
  start: string,
  { findings }: Context,
): void {
  const inactive = services.find(each => each.name === name);
  if (inactive) {
    const profiles = inactive.profiles.join(', ');
    findings.error(
      'unknown-reference',
      path,
      `${start} "${name}", which belongs to a profile that is not active`,
      {
        atKey: true,
        hint: `add --profile ${profiles.split(', ')[0]}, or set \`required: false\``,
      },
    );
    return;
  }
  const near = suggestion(
    name,
    services.map(each => each.name),
  );
  findings.error('unknown-reference', path, `${start} unknown container "${name}"${near}`, { atKey: true });
}
