import type { Operation, Plan } from './operation.js';
import type { Disruption } from './resource.js';

/** What a plan comes to, counted in resources: a restart is a stop and a start, and counts once. */
export interface PlanSummary {
  add: number;
  change: number;
  restart: number;
  recreate: number;
  destroy: number;
  /** How many of them are there only because somebody changed the host. */
  drift: number;
  total: number;
}

/** All operations on one resource: what the user sees as one thing that happens to it. */
export interface ResourceChange {
  resource: string;
  disruption: Disruption;
  drift: boolean;
  operations: Operation[];
}

const cost: readonly Disruption[] = ['create', 'live', 'restart', 'recreate', 'destroy'];

/**
 * The plan's operations by resource, in the order of their first operation. Waiting changes nothing and is left out, and
 * what comes and goes with its container (its interfaces) is the container's line.
 */
export function resourceChanges(plan: Plan): ResourceChange[] {
  const changes = new Map<string, ResourceChange>();
  for (const operation of plan.operations) {
    if (operation.action === 'wait') continue;
    const known = changes.get(operation.resource);
    if (!known) {
      const { resource, disruption, drift } = operation;
      changes.set(resource, { resource, disruption, drift, operations: [operation] });
      continue;
    }
    known.operations.push(operation);
    known.drift &&= operation.drift;
    if (cost.indexOf(operation.disruption) > cost.indexOf(known.disruption))
      known.disruption = operation.disruption;
  }
  return [...changes.values()].filter(change => !isPartOfContainer(change, changes));
}

function isPartOfContainer(
  { resource, disruption, operations }: ResourceChange,
  changes: Map<string, ResourceChange>,
): boolean {
  const container = `containers.${operations[0]!.container}`;
  const whole = container === resource ? undefined : changes.get(container);
  return whole?.disruption === disruption && disruption !== 'live';
}

/** Counts the plan's changes. */
export function summarize(plan: Plan): PlanSummary {
  const changes = resourceChanges(plan);
  const count = (disruption: Disruption) => changes.filter(change => change.disruption === disruption).length;
  return {
    add: count('create'),
    change: count('live'),
    restart: count('restart'),
    recreate: count('recreate'),
    destroy: count('destroy'),
    drift: changes.filter(change => change.drift).length,
    total: changes.length,
  };
}
