/** `--max-disruption`: nothing that disturbs more is begun. */
import type { Plan } from '../model/operation.js';
import { resourceChanges } from '../model/plan-summary.js';
import { ExitCode, Problem } from '../model/problem.js';
import { beyond, type DisruptionLimit } from '../reconcile/disruption.js';

/** @throws Problem (4) with the attributes that would cost more than the limit */
export function refuseDisruption(plan: Plan, limit: DisruptionLimit | undefined): void {
  if (!limit) return;
  const refused = beyond(plan, limit);
  if (refused.length === 0) return;
  const causes = resourceChanges({ ...plan, operations: refused }).map(
    ({ disruption, resource, operations }) =>
      `${disruption} of ${resource}${because(operations.flatMap(each => each.changes.map(({ path }) => path)))}`,
  );
  const [first] = refused;
  throw new Problem(`--max-disruption ${limit} does not admit this plan: ${causes.join('; ')}`, {
    exitCode: ExitCode.refused,
    ...(first!.position && { position: first!.position }),
    remedy: 'Nothing was changed. `lxc-compose plan` shows all of it; allow more, or change the spec.',
  });
}

function because(paths: string[]): string {
  return paths.length === 0 ? '' : ` (${[...new Set(paths)].join(', ')})`;
}
