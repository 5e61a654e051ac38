/** Follows a verb's events and keeps one row per container, network or other thing that is worked on. Draws nothing. */
import type { ProgressEvent } from '../app/contract.js';
import type { Operation, Plan } from '../model/operation.js';
import type { Problem } from '../model/problem.js';

export interface ProgressRow {
  /** `container web`, `network br0`. */
  label: string;
  /** `creating`, `started`, `failed`. */
  state: string;
  /** waiting = nothing of it has begun. */
  phase: 'waiting' | 'working' | 'done' | 'failed' | 'skipped';
  /** Operations that are left. */
  remaining: number;
  /** Milliseconds; the first operation's begin and the last one's end. */
  startedAt: number;
  endedAt: number;
  problem?: Problem;
}

const working: Record<Operation['action'], string> = {
  create: 'creating',
  start: 'starting',
  update: 'changing',
  stop: 'stopping',
  wait: 'waiting',
  destroy: 'removing',
};

const worked: Record<Operation['action'], string> = {
  create: 'created',
  start: 'started',
  update: 'changed',
  stop: 'stopped',
  wait: 'ready',
  destroy: 'removed',
};

export class ProgressRows {
  readonly rows = new Map<string, ProgressRow>();

  /**
   * Takes one event in at the time `now` (milliseconds) and gives back the row that it changed, if it did.
   */
  take(event: ProgressEvent, now: number): ProgressRow | undefined {
    if (event.type === 'plan') this.#expect(event.plan);
    if (event.type !== 'begin' && event.type !== 'end') return undefined;
    const { operation } = event;
    const row = this.#row(operation);
    if (event.type === 'begin') {
      // What failed stays failed, whatever else of it was under way.
      if (row.phase === 'failed') return row;
      if (row.phase === 'waiting') row.startedAt = now;
      row.phase = 'working';
      row.state =
        operation.action === 'wait'
          ? `waiting until ${operation.condition ?? 'ready'}`
          : (standing(operation)?.[0] ?? working[operation.action]);
      return row;
    }
    row.remaining = Math.max(0, row.remaining - 1);
    row.endedAt = now;
    if (event.problem) {
      if (row.phase === 'failed') return row;
      row.phase = 'failed';
      row.state = 'failed';
      row.problem = event.problem;
    } else if (row.phase === 'failed') {
      return row;
    } else if (event.skipped) {
      row.phase = 'skipped';
      row.state = 'skipped';
    } else {
      row.state =
        operation.action === 'wait' && operation.condition
          ? operation.condition
          : (standing(operation)?.[1] ?? worked[operation.action]);
      row.phase = row.remaining === 0 ? 'done' : 'working';
    }
    return row;
  }

  #expect(plan: Plan): void {
    for (const operation of plan.operations) this.#row(operation).remaining++;
  }

  #row(operation: Operation): ProgressRow {
    const label = rowLabel(operation);
    let row = this.rows.get(label);
    if (!row) {
      row = { label, state: 'waiting', phase: 'waiting', remaining: 0, startedAt: 0, endedAt: 0 };
      this.rows.set(label, row);
    }
    return row;
  }
}

/** A container that is only frozen, or let go on, is told so. */
function standing({ kind, action, changes }: Operation): [now: string, then: string] | undefined {
  if (kind !== 'container' || action !== 'update' || changes.some(each => each.attribute !== 'state'))
    return undefined;
  return changes[0]?.to === 'FROZEN' ? ['freezing', 'frozen'] : ['thawing', 'thawed'];
}

/** A container's interfaces, limits and mounts are the container's row; everything else has its own. */
function rowLabel(operation: Operation): string {
  if (operation.container) return `container ${operation.container}`;
  const network = /^networks\.([^.]+)$/.exec(operation.resource);
  return network ? `network ${network[1]}` : operation.resource;
}
