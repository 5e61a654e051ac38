import type { ApplyResult, Invocation } from './contract.js';
import { changeRunning } from './life-cycle.js';

/** Ends the processes of containers; their definition, files and networks stay until `down`. */
export function stop(
  invocation: Invocation,
  containers: string[],
  graceMs: number | null,
): Promise<ApplyResult> {
  return changeRunning(invocation, containers, graceMs, () => ({ action: 'stop', disruption: 'live' }));
}
