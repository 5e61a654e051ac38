/** Operations that take resources away again, as one call of `down` or for what the spec no longer names. */
import type { Operation } from '../model/operation.js';
import type { Resource } from '../model/resource.js';

/** @param graceful false: everything is killed at once, so links need not wait for the containers that use them */
export function destroyOperations(surplus: Resource[], options: { graceful: boolean }): Operation[] {
  const containers = surplus
    .filter(resource => resource.kind === 'container')
    .map(resource => `destroy ${resource.id}`);
  const leaves = surplus.filter(resource => resource.kind === 'nic' || resource.kind === 'link');
  return surplus
    .filter(resource => resource.kind !== 'limits' && resource.kind !== 'rootfs' && resource.kind !== 'mount')
    .map(resource => ({
      id: `destroy ${resource.id}`,
      action: 'destroy' as const,
      kind: resource.kind,
      resource: resource.id,
      ...(resource.container !== undefined ? { container: resource.container } : {}),
      disruption: 'destroy' as const,
      changes: [],
      drift: false,
      observed: resource,
      dependsOn: destroyDependencies(resource, containers, leaves, options.graceful),
    }));
}

function destroyDependencies(
  resource: Resource,
  containers: string[],
  leaves: Resource[],
  graceful: boolean,
): string[] {
  switch (resource.kind) {
    case 'nic':
    case 'link':
      return graceful ? containers : [];
    case 'bridge':
    case 'firewall':
      return graceful
        ? [...containers, ...(resource.kind === 'bridge' ? leaves.map(leaf => `destroy ${leaf.id}`) : [])]
        : [];
    case 'hosts':
      return containers;
    default:
      return [];
  }
}
