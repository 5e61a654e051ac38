/** What has moved between two plans for the same spec. */
import type { Operation, Plan, PlannedChange } from '../model/operation.js';
import type { AttributeValue } from '../model/resource.js';

/** An attribute that is not as it was; for a whole resource the path is the resource's, and the values are sentences. */
export interface Movement {
  path: string;
  from: AttributeValue | undefined;
  to: AttributeValue | undefined;
  /** The host has another value than at the time of the plan, or the spec asks for another one. */
  side: 'host' | 'spec';
}

/**
 * Compares what would be done now with what was planned. Both plans must be without contents of files (model/saved-plan.ts).
 * @returns nothing when the same would be done; else the attributes that moved, with their values at the time of the plan
 * and now
 */
export function movedSince(planned: Plan, now: Plan): Movement[] {
  if (sameWork(planned, now)) return [];
  const before = changesOf(planned);
  const after = changesOf(now);
  const moved: Movement[] = [];
  for (const [path, change] of after) {
    const known = before.get(path);
    // What needed no change was as it is wanted.
    if (!known) moved.push({ path, from: change.to, to: change.from, side: 'host' });
    else if (!same(known.from, change.from))
      moved.push({ path, from: known.from, to: change.from, side: 'host' });
    else if (!same(known.to, change.to)) moved.push({ path, from: known.to, to: change.to, side: 'spec' });
  }
  for (const [path, known] of before) {
    if (!after.has(path)) moved.push({ path, from: known.from, to: known.to, side: 'host' });
  }
  return moved.length > 0 ? moved : otherOperations(planned, now);
}

function sameWork(planned: Plan, now: Plan): boolean {
  return (
    planned.operations.length === now.operations.length &&
    planned.operations.every((operation, index) => same(workOf(operation), workOf(now.operations[index]!)))
  );
}

/** All that decides what is done; not where it was asked for, nor whether it is drift. */
function workOf({ id, disruption, changes, desired, parts, condition, dependsOn }: Operation): unknown {
  return [
    id,
    disruption,
    changes.map(({ path, from, to }) => [path, from ?? null, to ?? null]),
    desired?.attributes ?? null,
    (parts ?? []).map(part => [part.id, part.attributes]),
    condition ?? null,
    dependsOn,
  ];
}

function changesOf({ operations }: Plan): Map<string, PlannedChange> {
  return new Map(operations.flatMap(operation => operation.changes).map(change => [change.path, change]));
}

function otherOperations(planned: Plan, now: Plan): Movement[] {
  const ids = (plan: Plan) => new Set(plan.operations.map(each => each.id));
  const [before, after] = [ids(planned), ids(now)];
  const gone = [...before].filter(id => !after.has(id));
  const come = [...after].filter(id => !before.has(id));
  const first = planned.operations.find(
    (operation, index) => !same(workOf(operation), workOf(now.operations[index] ?? operation)),
  );
  return [
    ...gone.map(path => ({ path, from: 'planned', to: 'no longer needed', side: 'host' as const })),
    ...come.map(path => ({ path, from: 'not planned', to: 'needed', side: 'host' as const })),
    ...(gone.length + come.length === 0 && first
      ? [{ path: first.id, from: 'planned', to: 'done in another way', side: 'spec' as const }]
      : []),
  ];
}

/** As JSON has it: absent and undefined are the same. */
function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
