/**
 * Walks the plan's graph. Each lane (a kind and an action) takes all operations that are ready each time it is free, so
 * that while one batch runs the next one fills up; nothing waits for a slow neighbour in another lane.
 */
import { asProblem } from '../model/as-problem.js';
import type { Operation, Plan } from '../model/operation.js';
import type { Problem } from '../model/problem.js';
import { runtimeKinds } from './kinds.js';
import { Lane, laneName } from './lane.js';
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
    for (const id of operation.dependsOn) {
      const known = dependents.get(id);
      if (known) known.push(operation);
      else dependents.set(id, [operation]);
    }
  }
  const lanes = new Map<string, Lane>();
  /** Containers that are still to be made, each of which makes NICs ready. */
  let creating = plan.operations.filter(isCreation).length;

  const enqueue = (operation: Operation): void => {
    const name = laneName(operation);
    let lane = lanes.get(name);
    if (!lane) {
      lane = new Lane(
        operation,
        () => creating > 0,
        batch => run(name, batch),
      );
      lanes.set(name, lane);
    }
    lane.add(operation);
  };

  const run = async (lane: string, batch: Operation[]): Promise<void> => {
    for (const operation of batch) events.begin(operation);
    const kind = runtimeKinds[batch[0]!.kind];
    const outcomes = await session.trace
      .span(`${lane} ×${batch.length}`, lane, () => kind.apply(batch, session))
      .catch(error => batch.map(operation => ({ operation, ok: false as const, problem: asProblem(error) })));
    settled(batch);
    for (const result of outcomes) {
      if (result.ok) succeed(result.operation);
      else fail(result.operation, result.problem);
    }
  };

  const settled = (operations: Operation[]): void => {
    creating -= operations.filter(isCreation).length;
    if (creating === 0) for (const lane of lanes.values()) lane.flush();
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
      settled([dependent]);
      skipDependents(dependent);
    }
  };

  const free: Operation[] = [];
  for (const [id, open] of [...waiting]) {
    for (const dependency of open) if (!byId.has(dependency)) open.delete(dependency);
    if (open.size > 0) continue;
    waiting.delete(id);
    free.push(byId.get(id)!);
  }
  // Links that may go before their containers go at once, in one step of the kernel: behind the ends of a hundred network
  // namespaces, which need the same lock, it takes twice as long.
  const first = free.filter(isLinkRemoval);
  for (const operation of first) enqueue(operation);
  if (first.length > 0) await new Promise(setImmediate);
  // Then containers: other processes work on them while this one loads and starts its programs.
  for (const operation of free) if (operation.kind === 'container') enqueue(operation);
  for (const operation of free) {
    if (operation.kind !== 'container' && !isLinkRemoval(operation)) enqueue(operation);
  }
  while ([...lanes.values()].some(lane => lane.busy)) {
    await Promise.all([...lanes.values()].map(lane => lane.onIdle()));
  }
  return execution;
}

function isLinkRemoval({ kind, action }: Operation): boolean {
  return action === 'destroy' && (kind === 'nic' || kind === 'link' || kind === 'bridge');
}

function isCreation({ kind, action }: Operation): boolean {
  return kind === 'container' && action === 'create';
}
