/** The contract's part about plans: making them, applying them, and the ways back. */
import type { HistoryEntry } from '../model/history.js';
import type { Operation, Plan } from '../model/operation.js';
import type { Problem } from '../model/problem.js';
import type { Position } from '../model/project.js';
import type { AttributeValue } from '../model/resource.js';
import type { SavedPlan } from '../model/saved-plan.js';
import type { DisruptionLimit } from '../reconcile/disruption.js';
import type { ResourceStatus } from '../reconcile/status.js';
import type { Invocation } from './invocation.js';

export interface ApplyResult {
  plan: Plan;
  done: Operation[];
  failed: { operation: Operation; problem: Problem }[];
  skipped: Operation[];
  /** What verify still found different after everything succeeded. */
  leftOver: string[];
}

export interface UpOptions {
  /** Only these and what they depend on; empty = all. */
  containers: string[];
  /** Wait until every container runs and those with a health check are healthy (completed one-shots count). */
  wait: boolean;
  /** Bound for --wait and for dependency conditions; 0 = none. */
  timeoutMs: number;
  recreate: boolean;
  removeOrphans: boolean;
  /** Also run the named one-shots again that did their work. */
  again?: boolean;
  /** Refuse a plan that disturbs more than this; absent = any may be done. */
  maxDisruption?: DisruptionLimit;
  /** Go back by itself after this time unless it is confirmed; absent = it stays. */
  confirmWithinMs?: number;
}

export interface SavedPlanOptions {
  file: string;
  /** As for up. */
  wait: boolean;
  timeoutMs: number;
  maxDisruption?: DisruptionLimit;
  confirmWithinMs?: number;
}

export interface RollbackOptions {
  /** Of the history; null = the one before the present spec. */
  id: number | null;
  maxDisruption?: DisruptionLimit;
}

export type { DisruptionLimit, HistoryEntry, ResourceStatus, SavedPlan };

export interface DownOptions {
  volumes: boolean;
  /** null = each container's stop_grace_period. */
  graceMs: number | null;
  removeOrphans: boolean;
}

export interface PlanOptions {
  containers: string[];
  removeOrphans?: boolean;
}

/** Of one attribute. null = there is none. */
export interface Explanation {
  path: string;
  wanted: AttributeValue;
  actual: AttributeValue;
  /** At the last apply. */
  applied: AttributeValue;
  /** The last entry of the history that was about it. */
  entry: number | null;
  /** The line that asks for it. */
  position?: Position;
  /** Where the kernel's value was read, when it is not as wanted. */
  kernel?: string;
  /** What `up` would do, and at which cost. */
  operation: string | null;
  drift: boolean;
}

/** The verbs; each is a function of app/. */
export interface PlanVerbs {
  up(invocation: Invocation, options: UpOptions): Promise<ApplyResult>;
  down(invocation: Invocation, options: DownOptions): Promise<ApplyResult>;
  plan(invocation: Invocation, options: PlanOptions): Promise<Plan>;
  /** Why a thing is as it is. @throws Problem (64) when there is no such path */
  explain(invocation: Invocation, path: string): Promise<Explanation[]>;
  history(invocation: Invocation): Promise<{ project: string; entries: HistoryEntry[] }>;
  historyEntry(invocation: Invocation, id: number): Promise<{ entry: HistoryEntry; spec: string }>;
  rollback(invocation: Invocation, options: RollbackOptions): Promise<ApplyResult>;
  /** Keeps what waits; the entry of the history. */
  confirm(invocation: Invocation): Promise<number>;
  /** Null when it was confirmed within the time. */
  revertUnlessConfirmed(invocation: Invocation, entry: number, withinMs: number): Promise<ApplyResult | null>;
  /** Of each thing: is it as the spec says, and is it well? */
  status(invocation: Invocation): Promise<{ project: string; resources: ResourceStatus[] }>;
  /** As plan; it is also written to a file. */
  savePlan(invocation: Invocation, options: PlanOptions & { file: string }): Promise<Plan>;
  /** A plan from a file, stale or not. */
  showPlan(invocation: Invocation, file: string): Promise<SavedPlan>;
  /** Does what a saved plan says. @throws Problem (5) when something moved since */
  applySaved(invocation: Invocation, options: SavedPlanOptions): Promise<ApplyResult>;
}
