import type { Plan } from '../model/operation.js';
import { runtimeKinds } from '../runtime/kinds.js';

/** Lines of `ip`, `nft` and file writes that applying the plan would run; what is printed is what is run. */
export function commands(plan: Plan): string[] {
  return plan.operations.flatMap(
    operation => runtimeKinds[operation.kind].commands?.(operation, plan.project) ?? [],
  );
}
