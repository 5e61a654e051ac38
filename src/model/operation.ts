/** The plan as data: what will be done, in which order, at what cost and because of which line. */
import type { Position } from './project.js';
import type { AttributeChange, Disruption, Resource, ResourceKind } from './resource.js';

export type Action =
  /** Bring into being. For a container: namespaces exist, PID 1 is parked. */
  | 'create'
  /** Let a created container's PID 1 run its program. */
  | 'start'
  /** Change a living resource in place. */
  | 'update'
  /** End a container's processes; its definition and files stay. */
  | 'stop'
  /** Nothing is changed: a dependency's condition is awaited. */
  | 'wait'
  | 'destroy';

export interface PlannedChange extends AttributeChange {
  /** Full spec path: resource id + attribute. */
  path: string;
  /** The line that asks for the wanted value. */
  position?: Position;
  /** True: the last applied spec asked for the same, so somebody changed the kernel's value. */
  drift: boolean;
}

export interface Operation {
  /** Stable within a plan: `create containers.web`. */
  id: string;
  action: Action;
  kind: ResourceKind;
  resource: string;
  container?: string;
  disruption: Disruption;
  changes: PlannedChange[];
  /** True when every change is drift. */
  drift: boolean;
  /** Absent for destroy and stop. */
  desired?: Resource;
  observed?: Resource;
  /** container create: the limits, rootfs and mounts that are born together with the container. */
  parts?: Resource[];
  /** wait: what is awaited. */
  condition?: 'healthy' | 'completed';
  /** Ids of operations that must have succeeded before. A failed operation skips its dependents. */
  dependsOn: string[];
  /** The line that asks for the resource. */
  position?: Position;
}

export interface Plan {
  project: string;
  operations: Operation[];
  /** Things worth a line that are no operations: `limits.memory is below current use`. */
  warnings: string[];
}
