import { openCgroups } from '../cgroup/open.js';
import type { Plan } from '../model/operation.js';
import { inExecutionOrder } from '../reconcile/execution-order.js';
import { type CommandsContext, PidVariables } from '../runtime/commands-context.js';
import { runtimeKinds } from '../runtime/kinds.js';
import { projectDirectories } from '../store/directories.js';
import { readRecord } from '../store/record.js';
import { fillAddresses } from './addresses.js';
import type { Invocation } from './contract.js';
import { load } from './load.js';

/**
 * What applying the plan would run, as lines for a shell in the order of execution. Every operation has at least one; what
 * a shell cannot do is a line that begins with `#`.
 */
export async function commands(invocation: Invocation, plan: Plan): Promise<string[]> {
  const { project } = fillAddresses((await load(invocation)).project);
  const directories = projectDirectories(plan.project);
  const pids = new PidVariables();
  const context: CommandsContext = {
    projectName: plan.project,
    project,
    cgroups: openCgroups(),
    directories,
    idRanges: readRecord(directories.state).idRanges,
    pids,
    parked: new Set(),
    configure: new Map(),
  };
  return inExecutionOrder(plan.operations).flatMap(operation => {
    const lines = runtimeKinds[operation.kind].commands(operation, context);
    const told = lines.length > 0 ? lines : [`# ${operation.id}: nothing is run for it`];
    return [...pids.definitions(directories), ...told];
  });
}
