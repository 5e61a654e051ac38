/** A plan in a file: what was shown, and from which spec it came, so that it can be applied as it was shown or not at all. */
import type { Operation, Plan } from './operation.js';
import type { Resource } from './resource.js';

export const savedPlanSchema = 'lxc-compose/saved-plan/v1';

export interface SavedPlan {
  schema: typeof savedPlanSchema;
  /** Of the package that made it. */
  version: string;
  /** ISO 8601, UTC. */
  created: string;
  /** How the spec is found again; paths are absolute. */
  spec: {
    files: string[];
    projectName: string;
    projectDirectory: string;
    profiles: string[];
    envFiles: string[] | null;
    scale: Record<string, number>;
    /** SHA-256 of what the spec means, without places and without contents of secrets. */
    digest: string;
  };
  options: PlannedScope;
  plan: Plan;
}

/** What `up` is to look at. */
export interface PlannedScope {
  /** Only these and what they depend on; empty = all. */
  containers: string[];
  removeOrphans: boolean;
}

/** Without the digests of files that containers are given: that of a short secret can be guessed. */
export function withoutContents(plan: Plan): Plan {
  return { ...plan, operations: plan.operations.map(operationWithoutContents) };
}

function operationWithoutContents(operation: Operation): Operation {
  const { desired, observed, parts } = operation;
  return {
    ...operation,
    ...(desired && { desired: resourceWithoutContent(desired) }),
    ...(observed && { observed: resourceWithoutContent(observed) }),
    ...(parts && { parts: parts.map(resourceWithoutContent) }),
  };
}

function resourceWithoutContent(resource: Resource): Resource {
  if (resource.kind !== 'mount' || !('content' in resource.attributes)) return resource;
  const { content: _content, ...attributes } = resource.attributes;
  return { ...resource, attributes };
}
