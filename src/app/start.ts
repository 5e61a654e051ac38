import type { ApplyResult, Invocation } from './contract.js';
import { up } from './up.js';

/** Starts containers that are stopped, with what they need; running ones are left alone unless they drifted. Who is named runs again even if it did its work. */
export function start(invocation: Invocation, containers: string[]): Promise<ApplyResult> {
  const quietly = { wait: false, timeoutMs: 0, recreate: false, removeOrphans: false };
  return up(invocation, { containers, ...quietly, again: true });
}
