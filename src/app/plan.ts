import type { Plan } from '../model/operation.js';
import { reconcile } from '../reconcile/reconcile.js';
import { requireNetworks } from '../runtime/network-preflight.js';
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
  const { project: loaded, warnings } = await load(invocation);
  refuseRaw(loaded);
  refuseMissing(loaded);
  const { project } = fillAddresses(loaded);
  const { resources, snapshot } = await observe(invocation, project.name, project);
  await requireNetworks(project, snapshot);
  const result = reconcile({
    project,
    observed: resources,
    lastApplied: readRecord(projectDirectories(project.name).state).applied,
    only: scopeOf(project, options.containers),
    recreate: new Set(),
    removeOrphans: false,
    ignoreOrphans: ignoresOrphans(invocation),
  });
  return {
    ...result,
    warnings: [
      ...warnings,
      ...warnOfNeighbours(project),
      ...warnOfLimits(project, result.operations),
      ...result.warnings,
    ],
  };
}
