/** `status`: two words for each thing of the project. */
import { type ResourceStatus, statusOf } from '../reconcile/status.js';
import type { Invocation } from './contract.js';
import { planWithReasons } from './plan.js';

/** Writes nothing. */
export async function status(
  invocation: Invocation,
): Promise<{ project: string; resources: ResourceStatus[] }> {
  const { project, plan, living } = await planWithReasons(invocation, {
    containers: [],
    removeOrphans: true,
  });
  return { project: project.name, resources: statusOf(project, plan, living) };
}
