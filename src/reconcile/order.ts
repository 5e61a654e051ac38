/** The edges of the plan's graph: what must have happened before what. Edges, not priorities. */
import type { Operation } from '../model/operation.js';
import type { Project } from '../model/project.js';
import { linkContainers } from './links.js';

/** Adds edges and the wait operations that dependency conditions need; keeps the order of operations stable. */
export function orderOperations(operations: Operation[], project: Project): Operation[] {
  const ids = new Set(operations.map(operation => operation.id));
  const waits = new Map<string, Operation>();
  const hosts = operations
    .filter(each => each.kind === 'hosts' && each.action !== 'destroy')
    .map(each => each.id);
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
    if (operation.kind === 'firewall') {
      for (const each of operations) if (each.kind === 'bridge' && each.action === 'create') need(each.id);
    }
    if (operation.kind === 'container' && operation.action === 'create') {
      need(`stop ${operation.resource}`);
      for (const id of hosts) need(id);
      const container = project.containers.find(each => each.name === operation.container);
      if (container?.networkMode.mode === 'container')
        need(`create containers.${container.networkMode.container}`);
    }
    if (operation.kind === 'container' && operation.action === 'start') {
      need(`create ${operation.resource}`);
      for (const each of operations) if (touchesNetworkOf(each, operation.container!)) need(each.id);
      addConditions(operation, project, need, waits, ids, edges);
    }
    return { ...operation, dependsOn: [...edges] };
  });
  return [...ordered, ...waits.values()];
}

function touchesNetworkOf(operation: Operation, container: string): boolean {
  if (operation.action === 'destroy') return false;
  if (operation.kind === 'nic') return operation.container === container;
  return operation.kind === 'link' && linkContainers(operation.desired!).includes(container);
}

function addConditions(
  start: Operation,
  project: Project,
  need: (id: string) => void,
  waits: Map<string, Operation>,
  ids: ReadonlySet<string>,
  edges: Set<string>,
): void {
  const container = project.containers.find(each => each.name === start.container);
  for (const dependency of container?.dependsOn ?? []) {
    const startId = `start containers.${dependency.container}`;
    if (dependency.condition === 'started') {
      need(startId);
      continue;
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
}
