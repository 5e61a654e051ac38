import type { ApplyResult, Invocation } from './contract.js';
import { start } from './start.js';
import { stop } from './stop.js';

/** Stop, then start: also takes up what the spec changed meanwhile. */
export async function restart(
  invocation: Invocation,
  containers: string[],
  graceMs: number | null,
): Promise<ApplyResult> {
  const stopped = await stop(invocation, containers, graceMs);
  if (stopped.failed.length > 0) return stopped;
  return start(invocation, containers);
}
