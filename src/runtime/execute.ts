/**
 * Walks the plan's graph. Each lane (a kind and an action) takes all operations that are ready each time it is free, so
 * that while one batch runs the next one fills up; nothing waits for a slow neighbour in another lane.
 */
import PQueue from 'p-queue';
import { asProblem } from '../model/as-problem.js';
import type { Operation, Plan } from '../model/operation.js';
import type { Problem } from '../model/problem.js';
import { runtimeKinds } from './kinds.js';
import type { Session } from './session.js';

export interface Execution {
  done: Operation[];
  failed: { operation: Operation; problem: Problem }[];
  /** Not begun because something they depend on failed. */
  skipped: Operation[];
}

export interface ExecutionEvents {
  begin(operation: Operation): void;
  end(operation: Operation, problem?: Problem): void;
  skip(operation: Operation): void;
}

/** Never rejects: what goes wrong is an outcome of its operation. */
export async function execute(plan: Plan, session: Session, events: ExecutionEvents): Promise<Execution> {
  const execution: Execution = { done: [], failed: [], skipped: [] };
  const waiting = new Map(plan.operations.map(operation => [operation.id, new Set(operation.dependsOn)]));
  const byId = new Map(plan.operations.map(operation => [operation.id, operation]));
  const dependents = new Map<string, Operation[]>();
  for (const operation of plan.operations) {
    for (const id of operation.dependsOn) dependents.set(id, [...(dependents.get(id) ?? []), operation]);
  }
  const lanes = new Map<string, { queue: PQueue; ready: Operation[] }>();

  const enqueue = (operation: Operation): void => {
    const { name, concurrency } = laneOf(operation);
    let lane = lanes.get(name);
    if (!lane) {
      lane = { queue: new PQueue({ concurrency }), ready: [] };
      lanes.set(name, lane);
    }
    const current = lane;
    current.ready.push(operation);
    void current.queue.add(async () => {
      // A singly-worked lane takes everything that became ready meanwhile; the tasks behind then find nothing to do.
      const batch = concurrency === 1 ? current.ready.splice(0) : current.ready.splice(0, 1);
      if (batch.length > 0) await run(name, batch);
    });
  };

  const run = async (lane: string, batch: Operation[]): Promise<void> => {
    for (const operation of batch) events.begin(operation);
    const kind = runtimeKinds[batch[0]!.kind];
    const outcomes = await session.trace
      .span(`${lane} ×${batch.length}`, lane, () => kind.apply(batch, session))
      .catch(error => batch.map(operation => ({ operation, ok: false as const, problem: asProblem(error) })));
    for (const result of outcomes) {
      if (result.ok) succeed(result.operation);
      else fail(result.operation, result.problem);
    }
  };

  const succeed = (operation: Operation): void => {
    execution.done.push(operation);
    events.end(operation);
    for (const dependent of dependents.get(operation.id) ?? []) {
      const open = waiting.get(dependent.id);
      if (open?.delete(operation.id) && open.size === 0) {
        waiting.delete(dependent.id);
        enqueue(dependent);
      }
    }
  };

  const fail = (operation: Operation, problem: Problem): void => {
    problem.position ??= operation.position;
    execution.failed.push({ operation, problem });
    events.end(operation, problem);
    skipDependents(operation);
  };

  const skipDependents = (operation: Operation): void => {
    for (const dependent of dependents.get(operation.id) ?? []) {
      if (!waiting.delete(dependent.id)) continue;
      execution.skipped.push(dependent);
      events.skip(dependent);
      skipDependents(dependent);
    }
  };

  for (const [id, open] of [...waiting]) {
    for (const dependency of open) if (!byId.has(dependency)) open.delete(dependency);
    if (open.size > 0) continue;
    waiting.delete(id);
    enqueue(byId.get(id)!);
  }
  while ([...lanes.values()].some(lane => lane.queue.size > 0 || lane.queue.pending > 0)) {
    await Promise.all([...lanes.values()].map(lane => lane.queue.onIdle()));
  }
  return execution;
}

/** The native starter takes containers one by one as they come and works on them in parallel; programs take batches. */
function laneOf(operation: Operation): { name: string; concurrency: number } {
  if (operation.kind !== 'container') return { name: operation.kind, concurrency: 1 };
  const batched = operation.action === 'stop' || operation.action === 'destroy';
  return { name: `container ${operation.action}`, concurrency: batched ? 1 : Number.POSITIVE_INFINITY };
}
