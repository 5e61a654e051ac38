/** What only the records tell: parts of containers that have ended, and which links there are. */
import type { Attributes, Resource, ResourceKind } from '../model/resource.js';
import type { LastApplied } from './network.js';

/** A container as it was launched. */
export interface Launched {
  name: string;
  /** Its process is gone, and with it its mounts, its network and its control group. */
  ended: boolean;
  /** Attributes by resource id: the container itself, its root file system, limits and mounts. */
  resources: Readonly<Record<string, Record<string, unknown>>>;
}

/** Limits of all containers: which there are to read is known from here only. Everything else of those that have ended. */
export function launchedParts(launched: readonly Launched[], applied: LastApplied): Resource[] {
  return launched.flatMap(({ name, ended, resources }) => {
    const parts = Object.entries(resources).flatMap(([id, attributes]) => {
      const kind = kindOf(id, name);
      return kind === 'limits' || (ended && kind) ? [resource(kind, id, attributes, name)] : [];
    });
    const prefix = `containers.${name}.networks.`;
    const nics = ended ? Object.keys(applied).filter(id => id.startsWith(prefix)) : [];
    return [...parts, ...nics.map(id => resource('nic', id, applied[id]!, name))];
  });
}

/** Point-to-point links as they were asked for; those whose containers have no network now are nowhere else. */
export function appliedLinks(applied: LastApplied): Resource[] {
  return Object.keys(applied)
    .filter(id => id.startsWith('links.'))
    .map(id => resource('link', id, applied[id]!));
}

function resource(
  kind: ResourceKind,
  id: string,
  attributes: Record<string, unknown>,
  container?: string,
): Resource {
  return {
    kind,
    id,
    ...(container !== undefined && { container }),
    attributes: attributes as Attributes,
  };
}

function kindOf(id: string, container: string): 'rootfs' | 'limits' | 'mount' | undefined {
  const part = id.slice(`containers.${container}.`.length);
  if (part === 'rootfs') return 'rootfs';
  if (part === 'limits' || part === 'cgroup') return 'limits';
  return /^(?:volumes|configs|secrets)\.\//.test(part) ? 'mount' : undefined;
}
