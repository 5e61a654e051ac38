/** The edges of the plan's graph: what must have happened before what. Edges, not priorities. */
import { containersJoined } from '../model/namespaces.js';
import type { Operation } from '../model/operation.js';
import type { Container, Project } from '../model/project.js';
import { linkContainers } from './links.js';

/** Adds edges and the wait operations that dependency conditions need; keeps the order of operations stable. */
export function orderOperations(operations: Operation[], project: Project): Operation[] {
  const ids = new Set(operations.map(operation => operation.id));
  const containers = new Map(project.containers.map(container => [container.name, container]));
  const waits = new Map<string, Operation>();
  const bridges = operations.filter(each => each.kind === 'bridge' && each.action === 'create');
  const hosts = operations.filter(each => each.kind === 'hosts' && each.action !== 'destroy');
  const networkOf = networkOperations(operations);
  const ordered = operations.map(operation => {
    const edges = new Set(operation.dependsOn);
    const need = (id: string) => {
      if (ids.has(id) && id !== operation.id) edges.add(id);
    };
    if (operation.kind === 'nic' && operation.action !== 'destroy') {
      const network = operation.resource.slice(
        operation.resource.lastIndexOf('.networks.') + '.networks.'.length,
      );
      for (const action of ['create', 'update']) need(`${action} networks.${network}`);
      need(`create containers.${operation.container}`);
    }
    if (operation.kind === 'link' && operation.action === 'create') {
      for (const container of linkContainers(operation.desired!)) need(`create containers.${container}`);
    }
    if (operation.kind === 'firewall') for (const { id } of bridges) need(id);
    const container = operation.kind === 'container' ? containers.get(operation.container!) : undefined;
    if (operation.kind === 'container' && operation.action === 'create') {
      need(`stop ${operation.resource}`);
      for (const { id } of hosts) need(id);
      if (container?.networkMode.mode === 'container')
        need(`create containers.${container.networkMode.container}`);
      for (const joined of containersJoined(container?.namespaces ?? {})) need(`create containers.${joined}`);
    }
    if (operation.kind === 'container' && operation.action === 'start') {
      need(`create ${operation.resource}`);
      for (const id of networkOf.get(operation.container!) ?? []) need(id);
      for (const dependency of container?.dependsOn ?? []) addCondition(dependency, need, waits, ids, edges);
    }
    return { ...operation, dependsOn: [...edges] };
  });
  return [...ordered, ...waits.values()];
}

/** What must be there of a container's network before it starts: its NICs and links, by container. */
function networkOperations(operations: Operation[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const operation of operations) {
    if (operation.action === 'destroy') continue;
    const owners =
      operation.kind === 'nic'
        ? [operation.container!]
        : operation.kind === 'link'
          ? linkContainers(operation.desired!)
          : [];
    for (const owner of owners) found.set(owner, [...(found.get(owner) ?? []), operation.id]);
  }
  return found;
}

function addCondition(
  dependency: Container['dependsOn'][number],
  need: (id: string) => void,
  waits: Map<string, Operation>,
  ids: ReadonlySet<string>,
  edges: Set<string>,
): void {
  const startId = `start containers.${dependency.container}`;
  if (dependency.condition === 'started') {
    need(startId);
    return;
  }
  const id = `wait containers.${dependency.container} ${dependency.condition}`;
  waits.set(id, {
    id,
    action: 'wait',
    kind: 'container',
    resource: `containers.${dependency.container}`,
    container: dependency.container,
    disruption: 'live',
    changes: [],
    drift: false,
    condition: dependency.condition,
    dependsOn: ids.has(startId) ? [startId] : [],
  });
  edges.add(id);
}
