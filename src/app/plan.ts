import type { Plan } from '../model/operation.js';
import type { Project } from '../model/project.js';
import type { Resource } from '../model/resource.js';
import { reconcile } from '../reconcile/reconcile.js';
import { requireNetworks } from '../runtime/network-preflight.js';
import type { LivingContainer } from '../runtime/snapshot.js';
import { projectDirectories } from '../store/directories.js';
import { readRecord } from '../store/record.js';
import { fillAddresses } from './addresses.js';
import type { Invocation, PlanOptions } from './contract.js';
import { warnOfLimits } from './limit-warnings.js';
import { load } from './load.js';
import { warnOfNeighbours } from './neighbour-warnings.js';
import { observe } from './observe.js';
import { refuseMissing } from './refuse-missing.js';
import { refuseRaw } from './refuse-raw.js';
import { ignoresOrphans, scopeOf } from './scope.js';

/** What `up` would do now. Writes nothing. */
export async function plan(invocation: Invocation, options: PlanOptions): Promise<Plan> {
  return (await planWithReasons(invocation, options)).plan;
}

/** A plan with what it was made from. */
export interface ReasonedPlan {
  plan: Plan;
  /** With addresses from pools filled in. */
  project: Project;
  observed: Resource[];
  living: Map<string, LivingContainer>;
  lastApplied: Record<string, Record<string, unknown>>;
}

/** As plan, for those who also tell why. Writes nothing. */
export async function planWithReasons(invocation: Invocation, options: PlanOptions): Promise<ReasonedPlan> {
  const { project: loaded, warnings } = await load(invocation);
  refuseRaw(loaded);
  refuseMissing(loaded);
  const { project } = fillAddresses(loaded);
  const { resources: observed, snapshot, living } = await observe(invocation, project.name, project);
  await requireNetworks(project, snapshot);
  const lastApplied = readRecord(projectDirectories(project.name).state).applied;
  const result = reconcile({
    project,
    observed,
    lastApplied,
    only: scopeOf(project, options.containers),
    recreate: new Set(),
    removeOrphans: options.removeOrphans === true,
    ignoreOrphans: ignoresOrphans(invocation),
  });
  const plan = {
    ...result,
    warnings: [
      ...warnings,
      ...warnOfNeighbours(project),
      ...warnOfLimits(project, result.operations),
      ...result.warnings,
    ],
  };
  return { plan, project, observed, living, lastApplied };
}
