import type { PlannedChange } from '../model/operation.js';
import { Problem } from '../model/problem.js';
import type { LivingContainer } from '../runtime/snapshot.js';
import type { ApplyResult, Invocation } from './contract.js';
import { changeRunning } from './life-cycle.js';

/** Stops every process of containers where it stands, and keeps it in memory. */
export function freeze(invocation: Invocation, containers: string[]): Promise<ApplyResult> {
  return stand(invocation, containers, 'FROZEN');
}

/** Lets frozen containers go on. */
export function unfreeze(invocation: Invocation, containers: string[]): Promise<ApplyResult> {
  return stand(invocation, containers, 'RUNNING');
}

function stand(invocation: Invocation, names: string[], to: 'FROZEN' | 'RUNNING'): Promise<ApplyResult> {
  return changeRunning(
    invocation,
    names,
    null,
    // One that waits to be restarted has nothing that could stand.
    ({ name, state, pid }) =>
      state === to || (names.length === 0 && pid === null)
        ? null
        : { action: 'update', disruption: 'live', changes: [change(name, state, to)] },
    refuseStopped,
  );
}

function change(name: string, from: LivingContainer['state'], to: string): PlannedChange {
  return { attribute: 'state', path: `containers.${name}.state`, from, to, disruption: 'live', drift: false };
}

function refuseStopped(name: string): never {
  throw new Problem(`${name} is not running`, { remedy: `Start it first: lxc-compose start ${name}` });
}
