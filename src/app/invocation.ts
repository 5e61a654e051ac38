/** Which project a verb is about, and what it hears of the work. */
import type { Operation, Plan } from '../model/operation.js';
import type { Problem } from '../model/problem.js';
import type { Trace } from '../runtime/trace.js';
import type { LoadRequest } from '../spec/request.js';

/** Which project is meant and how its spec is found: global flags and LXC_COMPOSE_* variables, already merged. */
export interface Invocation extends LoadRequest {
  lockTimeoutMs: number;
  trace: Trace;
  /** Receives progress while a verb works; must not throw. */
  report: (event: ProgressEvent) => void;
}

export type ProgressEvent =
  | { type: 'plan'; plan: Plan }
  | { type: 'begin'; operation: Operation }
  | { type: 'end'; operation: Operation; problem?: Problem; skipped?: true }
  | { type: 'warning'; text: string }
  /** The lock is held: who has it and since when, as a sentence. */
  | { type: 'waiting'; text: string };
