/** Gives every attribute change its spec path, the line that asks for it, and whether it is drift. */
import type { PlannedChange } from '../model/operation.js';
import { positionsBelow } from '../model/positions.js';
import type { Project } from '../model/project.js';
import { type AttributeChange, type AttributeValue, type Resource, sameValue } from '../model/resource.js';

export interface ChangeContext {
  project: Project;
  lastApplied: Record<string, Record<string, unknown>>;
}

/** Drift: the spec asked for this value already when it was last applied, so the kernel's value was changed by somebody. */
export function planChanges(
  desired: Resource,
  observed: Resource | undefined,
  changes: AttributeChange[],
  context: ChangeContext,
): PlannedChange[] {
  const applied = context.lastApplied[desired.id];
  if (changes.length === 0) return [];
  const positionOf = positionsBelow(context.project, desired.id);
  return changes.map(change => {
    const path = `${desired.id}.${change.attribute}`;
    const position = positionOf(change.attribute);
    const drift =
      observed !== undefined &&
      applied !== undefined &&
      sameValue(applied[change.attribute] as AttributeValue | undefined, change.to);
    const { attribute, from, to, disruption, kernel } = change;
    // Written out, because a plan of a thousand containers has tens of thousands, and spreading costs five times as much.
    const planned: PlannedChange = { attribute, from, to, disruption, path, drift };
    if (kernel !== undefined) planned.kernel = kernel;
    if (position) planned.position = position;
    return planned;
  });
}
