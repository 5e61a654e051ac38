/**
 * Desired and observed resources in, plan out. Pure: the same inputs give the same plan, byte for byte.
 *
 * A container that is made (again) takes its limits, root file system and mounts with it: they are parts of its create
 * operation, because the monitor makes them in one go. Its NICs are operations of their own between create and start.
 */
import type { Operation, Plan } from '../model/operation.js';
import { positionOf } from '../model/positions.js';
import type { Project } from '../model/project.js';
import type { Resource } from '../model/resource.js';
import { type ChangeContext, planChanges } from './changes.js';
import { type ContainerDecision, decideContainers, isPart, partsByContainer } from './containers.js';
import { desireAll, reconcileKinds } from './desire.js';
import { destroyOperations } from './destroy.js';
import { isLiveMount } from './kinds/mount.js';
import { linkContainers } from './links.js';
import { orderOperations } from './order.js';
import { surplusOf } from './surplus.js';

export interface ReconcileInput {
  project: Project;
  observed: Resource[];
  /** Attributes of the last successful apply by resource id: tells drift from an edited spec. */
  lastApplied: Record<string, Record<string, unknown>>;
  /** Only these containers, what they depend on, and what they use; null = all. Others are left as they are. */
  only: ReadonlySet<string> | null;
  /** Containers that must be made again whatever their state. */
  recreate: ReadonlySet<string>;
  /** One-shots among them run once more although they did their work. */
  again?: ReadonlySet<string>;
  /** Destroy what bears the project's mark but is not in the spec. */
  removeOrphans: boolean;
  /** Do not even warn of them. */
  ignoreOrphans?: boolean;
}

export function reconcile(input: ReconcileInput): Plan {
  const { project } = input;
  const context: ChangeContext = { project, lastApplied: input.lastApplied };
  const inScope = (resource: Resource) =>
    input.only === null || resource.container === undefined || input.only.has(resource.container);
  const desired = desireAll(project).filter(inScope);
  const observed = new Map(input.observed.map(resource => [resource.id, resource]));
  const parts = partsByContainer(desired);
  const decisions = decideContainers(desired, observed, parts, input.recreate, input.again);
  const operations: Operation[] = [];

  for (const resource of desired) {
    if (isPart(resource)) operations.push(...planPart(resource, observed, decisions, context));
    else if (resource.kind === 'container')
      operations.push(...planContainer(resource, observed, decisions, parts, context));
    else operations.push(...planStandalone(resource, observed, decisions, context));
  }

  const wanted = new Set(desired.map(resource => resource.id));
  const surplus = input.observed.filter(
    resource =>
      !wanted.has(resource.id) &&
      inScope(resource) &&
      isSurplus(resource, project, decisions, input.removeOrphans),
  );
  operations.push(...surplus.filter(isLiveMount).map(each => detachOperation(each, context)));
  operations.push(...destroyOperations(surplus, { graceful: true }));
  const quiet = input.removeOrphans || input.ignoreOrphans || input.only !== null;
  const warnings = quiet ? [] : orphanWarnings(input.observed, project);
  return { project: project.name, operations: orderOperations(operations, project), warnings };
}

function orphanWarnings(observed: Resource[], project: Project): string[] {
  const known = new Set(project.containers.map(container => container.name));
  return observed
    .filter(
      ({ kind, container }) =>
        kind === 'container' && !known.has(container!) && surplusOf(container!, project) === 'orphan',
    )
    .map(
      ({ container }) => `the spec does not name container ${container}: \`up --remove-orphans\` removes it`,
    );
}

/** Parts go with their container; a replaced container's old NICs go with its namespace. */
function isSurplus(
  resource: Resource,
  project: Project,
  decisions: ReadonlyMap<string, ContainerDecision>,
  removeOrphans: boolean,
): boolean {
  if (isPart(resource)) return isLiveMount(resource) && decisions.get(resource.container!)?.action === 'keep';
  if (resource.container === undefined) return true;
  const known = project.containers.some(container => container.name === resource.container);
  if (!known) return removeOrphans || surplusOf(resource.container, project) === 'scaled';
  return resource.kind === 'container' || decisions.get(resource.container)?.action !== 'replace';
}

function planPart(
  resource: Resource,
  observed: ReadonlyMap<string, Resource>,
  decisions: ReadonlyMap<string, ContainerDecision>,
  context: ChangeContext,
): Operation[] {
  if (decisions.get(resource.container!)?.action !== 'keep') return [];
  const actual = observed.get(resource.id);
  if (actual) return updateOperation(resource, actual, context);
  return isLiveMount(resource) ? [attachOperation(resource, context)] : [];
}

/** A mount that the spec no longer names. */
function detachOperation(resource: Resource, context: ChangeContext): Operation {
  const change = { attribute: 'target', from: '(mounted)', to: undefined, disruption: 'live' as const };
  const changes = planChanges(resource, undefined, [change], context);
  return { ...base('destroy', resource, context), disruption: 'live', changes, observed: resource };
}

/** A mount that is new in the spec, or that somebody took away inside. */
function attachOperation(resource: Resource, context: ChangeContext): Operation {
  const change = { attribute: 'target', from: undefined, to: '(mounted)', disruption: 'live' as const };
  const drift = context.lastApplied[resource.id] !== undefined;
  const changes = planChanges(resource, undefined, [change], context).map(each => ({ ...each, drift }));
  return { ...base('create', resource, context), disruption: 'live', changes, drift, desired: resource };
}

function planStandalone(
  resource: Resource,
  observed: ReadonlyMap<string, Resource>,
  decisions: ReadonlyMap<string, ContainerDecision>,
  context: ChangeContext,
): Operation[] {
  if (belongsToEnded(resource, decisions)) return [];
  const actual = observed.get(resource.id);
  const create: Operation = {
    ...base('create', resource, context),
    disruption: 'create',
    changes: planChanges(resource, undefined, creationChanges(resource), context),
    desired: resource,
  };
  const owner = ownerMadeAnew(resource, decisions);
  if (owner && actual) {
    const changes = reconcileKinds[resource.kind].diff(resource, actual);
    return [
      {
        ...create,
        disruption: owner.disruption,
        changes: planChanges(resource, actual, changes, context),
      },
    ];
  }
  if (!actual) return [create];
  const changes = reconcileKinds[resource.kind].diff(resource, actual);
  if (changes.every(each => each.disruption !== 'recreate'))
    return updateOperation(resource, actual, context);
  const [destroy] = destroyOperations([actual], { graceful: false });
  return [
    {
      ...destroy!,
      changes: planChanges(resource, actual, changes, context),
      ...positionField(resource, context),
    },
    { ...create, dependsOn: [destroy!.id] },
  ];
}

/** The namespace of a one-shot that ended is gone, and with it its NICs and links. */
function belongsToEnded(resource: Resource, decisions: ReadonlyMap<string, ContainerDecision>): boolean {
  const ended = (container: string) => ['leave', 'end'].includes(decisions.get(container)?.action ?? '');
  if (resource.kind === 'nic') return ended(resource.container!);
  return resource.kind === 'link' && linkContainers(resource).some(ended);
}

/** The container whose namespace is made anew, and with it this NIC or link. */
function ownerMadeAnew(
  resource: Resource,
  decisions: ReadonlyMap<string, ContainerDecision>,
): ContainerDecision | undefined {
  const containers =
    resource.kind === 'nic'
      ? [resource.container!]
      : resource.kind === 'link'
        ? linkContainers(resource)
        : [];
  return containers
    .flatMap(container => decisions.get(container) ?? [])
    .find(({ action }) => action === 'start' || action === 'replace');
}

function updateOperation(resource: Resource, actual: Resource, context: ChangeContext): Operation[] {
  const changes = planChanges(
    resource,
    actual,
    reconcileKinds[resource.kind].diff(resource, actual),
    context,
  );
  if (changes.length === 0) return [];
  return [
    {
      ...base('update', resource, context),
      disruption: 'live',
      changes,
      drift: changes.every(change => change.drift),
      desired: resource,
      observed: actual,
    },
  ];
}

function planContainer(
  resource: Resource,
  observed: ReadonlyMap<string, Resource>,
  decisions: ReadonlyMap<string, ContainerDecision>,
  parts: ReadonlyMap<string, Resource[]>,
  context: ChangeContext,
): Operation[] {
  const decision = decisions.get(resource.container!)!;
  const actual = observed.get(resource.id);
  if (decision.action === 'leave') return [];
  if (decision.action === 'keep') return actual ? updateOperation(resource, actual, context) : [];
  const operations: Operation[] = [];
  const changes = decision.reasons.flatMap(reason =>
    planChanges(reason.desired, reason.observed, reason.changes, context),
  );
  if (decision.action === 'end') {
    const drift = changes.every(change => change.drift);
    return [{ ...base('stop', resource, context), disruption: 'live', changes, drift, observed: actual! }];
  }
  if (decision.action === 'replace') {
    operations.push({
      ...base('stop', resource, context),
      disruption: decision.disruption,
      changes,
      drift: changes.length > 0 && changes.every(change => change.drift),
      ...(actual ? { observed: actual } : {}),
    });
  }
  operations.push({
    ...base('create', resource, context),
    disruption: decision.disruption,
    changes: decision.action === 'replace' ? [] : changes,
    drift: decision.action === 'start' && changes.length > 0 && changes.every(change => change.drift),
    desired: resource,
    ...(actual ? { observed: actual } : {}),
    parts: parts.get(resource.container!) ?? [],
  });
  operations.push({
    ...base('start', resource, context),
    disruption: decision.disruption,
    changes: [],
    desired: resource,
  });
  if (resource.attributes['state'] === 'FROZEN') operations.push(freezing(resource, context));
  return operations;
}

/** It has to run before it can stand. */
function freezing(resource: Resource, context: ChangeContext): Operation {
  const change = { attribute: 'state', from: 'RUNNING', to: 'FROZEN', disruption: 'live' as const };
  return {
    ...base('update', resource, context),
    disruption: 'live',
    changes: planChanges(resource, resource, [change], context),
    desired: resource,
    dependsOn: [`start ${resource.id}`],
  };
}

function creationChanges(resource: Resource) {
  return Object.entries(resource.attributes).map(([attribute, to]) => ({
    attribute,
    from: undefined,
    to,
    disruption: 'create' as const,
  }));
}

function base(action: Operation['action'], resource: Resource, context: ChangeContext) {
  return {
    id: `${action} ${resource.id}`,
    action,
    kind: resource.kind,
    resource: resource.id,
    ...(resource.container !== undefined ? { container: resource.container } : {}),
    drift: false,
    dependsOn: [],
    ...positionField(resource, context),
  };
}

function positionField(resource: Resource, context: ChangeContext) {
  const position = positionOf(context.project, resource.id);
  return position ? { position } : {};
}
