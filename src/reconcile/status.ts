/** Of each thing of a project: is it as the spec says, and is it well? Argo CD's two words, kept apart. */
import type { Plan } from '../model/operation.js';
import { type ResourceChange, resourceChanges } from '../model/plan-summary.js';
import type { Container, Project } from '../model/project.js';

/** Synced: as the spec says. Missing: not there. Orphaned: there, and not in the spec. */
export type SyncStatus = 'Synced' | 'OutOfSync' | 'Missing' | 'Orphaned';

/** Progressing: on its way to be well. Suspended: it stands, and was asked to. */
export type HealthStatus = 'Healthy' | 'Progressing' | 'Degraded' | 'Suspended' | 'Missing';

export interface ResourceStatus {
  /** Spec path: `containers.web`, `networks.br0`. */
  resource: string;
  sync: SyncStatus;
  health: HealthStatus;
  /** Spec paths of what differs. */
  differs: string[];
  /** Somebody changed the host, and nothing else is the cause. */
  drift: boolean;
}

/** What the kernel and its monitor say of a container. */
export interface ContainerCondition {
  state: string;
  health: 'none' | 'starting' | 'healthy' | 'unhealthy';
  exitCode: number | null;
}

/**
 * @param plan of the whole project, with the removal of orphans
 * @param conditions of containers by name
 * @returns networks and containers in the order of the spec, then what else the plan is about
 */
export function statusOf(
  project: Project,
  plan: Plan,
  conditions: ReadonlyMap<string, ContainerCondition>,
): ResourceStatus[] {
  const containers = new Map(project.containers.map(each => [`containers.${each.name}`, each]));
  const named = new Set([...project.networks.map(each => `networks.${each.name}`), ...containers.keys()]);
  const changes = new Map<string, ResourceChange[]>();
  for (const change of resourceChanges(plan)) {
    const owner = ownerOf(change, named);
    changes.set(owner, [...(changes.get(owner) ?? []), change]);
  }
  return [...new Set([...named, ...changes.keys()])].map((resource): ResourceStatus => {
    const own = changes.get(resource) ?? [];
    const sync = syncOf(resource, own, named);
    const container = containers.get(resource);
    const health: HealthStatus = container
      ? healthOf(container, conditions.get(container.name))
      : sync === 'Missing'
        ? 'Missing'
        : 'Healthy';
    return {
      resource,
      sync,
      health,
      differs: own.flatMap(differencesOf),
      drift: own.length > 0 && own.every(each => each.drift),
    };
  });
}

/** What belongs to a container or a network is told there. */
function ownerOf({ resource, operations }: ResourceChange, named: ReadonlySet<string>): string {
  const container = `containers.${operations[0]!.container}`;
  if (named.has(container)) return container;
  for (let path = resource; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('.'))))
    if (named.has(path)) return path;
  return resource;
}

function syncOf(resource: string, own: ResourceChange[], named: ReadonlySet<string>): SyncStatus {
  if (own.length === 0) return 'Synced';
  const whole = own.find(each => each.resource === resource);
  if (whole?.disruption === 'create') return 'Missing';
  return whole?.disruption === 'destroy' && !named.has(resource) ? 'Orphaned' : 'OutOfSync';
}

function differencesOf({ resource, disruption, operations }: ResourceChange): string[] {
  if (disruption === 'create' || disruption === 'destroy') return [resource];
  const paths = operations.flatMap(each => each.changes.map(change => change.path));
  return paths.length > 0 ? [...new Set(paths)] : [resource];
}

function healthOf(container: Container, condition: ContainerCondition | undefined): HealthStatus {
  if (!condition) return container.state === 'stopped' ? 'Suspended' : 'Missing';
  const { state, health, exitCode } = condition;
  if (state === 'FROZEN' || state === 'FREEZING') return 'Suspended';
  if (state === 'STARTING' || state === 'STOPPING' || health === 'starting') return 'Progressing';
  if (state === 'STOPPED' || state === 'ABORTING') {
    if (container.state === 'stopped') return 'Suspended';
    // A one-shot that did its work is well.
    return exitCode === 0 ? 'Healthy' : 'Degraded';
  }
  return health === 'unhealthy' ? 'Degraded' : 'Healthy';
}
