/** What start, stop and restart share: operations on containers that are there, without reading the rest of the host. */
import type { Operation } from '../model/operation.js';
import { desireAll } from '../reconcile/desire.js';
import { orderOperations } from '../reconcile/order.js';
import { readContainers } from '../runtime/living.js';
import type { LivingContainer } from '../runtime/snapshot.js';
import { projectDirectories } from '../store/directories.js';
import { readRecord } from '../store/record.js';
import { applyPlan } from './apply-plan.js';
import type { ApplyResult, Invocation } from './contract.js';
import { openSession, withLock } from './host.js';
import { load } from './load.js';
import { namedContainers } from './scope.js';

type Chosen = Pick<Operation, 'action' | 'disruption'> & Partial<Pick<Operation, 'changes'>>;

/**
 * @param choose the operation for each named container that is running; null = it is so already
 * @param stopped called for a container that was named and does not run
 */
export async function changeRunning(
  invocation: Invocation,
  names: string[],
  graceMs: number | null,
  choose: (living: LivingContainer) => Chosen | null,
  stopped: (name: string) => void = () => {},
): Promise<ApplyResult> {
  const { project } = await load(invocation);
  return withLock(invocation, project.name, async ({ lock, ip }) => {
    const directories = projectDirectories(project.name);
    const living = readContainers(directories.run);
    const chosen = names.length > 0 ? namedContainers(project, names) : [...living.keys()];
    const operations = chosen.flatMap(name => {
      const container = living.get(name);
      const runs = container && container.state !== 'STOPPED';
      if (!runs && names.length > 0) stopped(name);
      const choice = runs ? choose(container) : null;
      return choice ? [operationOf(name, choice)] : [];
    });
    const plan = { project: project.name, operations: orderOperations(operations, project), warnings: [] };
    const session = openSession(invocation, {
      project,
      desired: desireAll(project),
      living,
      lock,
      ip,
      graceMs,
      timeoutMs: 0,
      idRanges: readRecord(directories.state).idRanges,
    });
    try {
      return await applyPlan(invocation, plan, session, async () => ({ ...plan, operations: [] }));
    } finally {
      await session.close();
    }
  });
}

function operationOf(name: string, chosen: Chosen): Operation {
  const resource = `containers.${name}`;
  const id = `${chosen.action} ${resource}`;
  return {
    id,
    kind: 'container',
    resource,
    container: name,
    changes: [],
    drift: false,
    dependsOn: [],
    ...chosen,
  };
}
