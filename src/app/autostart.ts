/** Starts, stops or reboots the containers that `autostart` of the spec chooses, in its order: `lxc-autostart`. */
import { setTimeout as delay } from 'node:timers/promises';
import { asProblem } from '../model/as-problem.js';
import type { Problem } from '../model/problem.js';
import { readContainers } from '../runtime/living.js';
import { projectDirectories } from '../store/directories.js';
import { type AutostartEntry, selectAutostart } from './autostart-order.js';
import type { ApplyResult, AutostartOptions, AutostartResult, Invocation } from './contract.js';
import { load } from './load.js';
import { reboot } from './reboot.js';
import { stop } from './stop.js';
import { up } from './up.js';

/** Those that the same options would touch now, in the order in which it would be done. */
export async function autostartList(
  invocation: Invocation,
  options: AutostartOptions,
): Promise<AutostartEntry[]> {
  const { project } = await load(invocation);
  const living = readContainers(projectDirectories(project.name).run);
  const runs = (name: string) => (living.get(name)?.state ?? 'STOPPED') !== 'STOPPED';
  // As LXC does it: what runs is not started, and only what runs is ended.
  return selectAutostart(project, options).filter(
    ({ container }) => runs(container) === (options.action !== 'start'),
  );
}

/** One after another, each given its delay; a failure does not keep the next ones from their turn. */
export async function autostart(invocation: Invocation, options: AutostartOptions): Promise<AutostartResult> {
  const result: AutostartResult = { done: [], failed: [] };
  const batches = inBatches(await autostartList(invocation, options), options.action === 'start');
  for (const [index, { containers, delayMs }] of batches.entries()) {
    const problems = await act(invocation, containers, options).catch(
      error => new Map(containers.map(name => [name, asProblem(error)])),
    );
    for (const container of containers) {
      const problem = problems.get(container);
      if (problem) result.failed.push({ container, problem });
      else result.done.push(container);
    }
    const waits = options.action === 'start' || options.action === 'reboot';
    if (waits && delayMs > 0 && index < batches.length - 1) await delay(delayMs);
  }
  return result;
}

/** Neighbours of one order without a delay come up together: nothing asks for one of them before the other. */
function inBatches(
  entries: AutostartEntry[],
  together: boolean,
): { containers: string[]; order: number; delayMs: number }[] {
  const batches: { containers: string[]; order: number; delayMs: number }[] = [];
  for (const { container, order, delayMs } of entries) {
    const last = batches.at(-1);
    if (together && last && last.delayMs === 0 && last.order === order) {
      last.containers.push(container);
      last.delayMs = delayMs;
    } else batches.push({ containers: [container], order, delayMs });
  }
  return batches;
}

async function act(
  invocation: Invocation,
  containers: string[],
  { action, graceMs }: AutostartOptions,
): Promise<Map<string, Problem>> {
  if (action === 'reboot') await reboot(invocation, containers, graceMs);
  else if (action === 'start')
    return failuresOf(
      await up(invocation, {
        containers,
        wait: false,
        timeoutMs: 0,
        recreate: false,
        removeOrphans: false,
        again: true,
      }),
      containers,
    );
  else return failuresOf(await stop(invocation, containers, action === 'kill' ? 0 : graceMs), containers);
  return new Map();
}

/** What failed of a container, or of a network that it is on. */
function failuresOf({ failed, skipped }: ApplyResult, containers: string[]): Map<string, Problem> {
  const first = failed[0]?.problem;
  const problems = new Map<string, Problem>();
  for (const name of containers) {
    const own = failed.find(each => each.operation.container === name)?.problem;
    const problem = own ?? (skipped.some(each => each.container === name) ? first : undefined);
    if (problem) problems.set(name, problem);
  }
  return problems;
}
