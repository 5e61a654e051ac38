import type { ApplyResult, Invocation } from './contract.js';
import { up } from './up.js';

/** Starts containers that are stopped, with what they need; running ones are left alone unless they drifted. */
export function start(invocation: Invocation, containers: string[]): Promise<ApplyResult> {
  return up(invocation, { containers, wait: false, timeoutMs: 0, recreate: false, removeOrphans: false });
}
