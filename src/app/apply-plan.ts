/** Executes a plan and looks again: what is then not as wanted is an error, not a silence. */
import type { Plan } from '../model/operation.js';
import { execute } from '../runtime/execute.js';
import type { Session } from '../runtime/session.js';
import type { ApplyResult, Invocation } from './contract.js';

/** @param verify reconciles again after everything succeeded; its changes are what is left over */
export async function applyPlan(
  invocation: Invocation,
  plan: Plan,
  session: Session,
  verify: () => Promise<Plan>,
): Promise<ApplyResult> {
  invocation.report({ type: 'plan', plan });
  const execution = await execute(plan, session, {
    begin: operation => invocation.report({ type: 'begin', operation }),
    end: (operation, problem) =>
      invocation.report({ type: 'end', operation, ...(problem ? { problem } : {}) }),
    skip: operation => invocation.report({ type: 'end', operation, skipped: true }),
  });
  const leftOver =
    plan.operations.length > 0 && execution.failed.length === 0
      ? (await invocation.trace.span('verify', 'app', verify)).operations
          .flatMap(operation => operation.changes)
          .filter(change => change.attribute !== 'state')
          .map(change => `${change.path}: is ${String(change.from)}, should be ${String(change.to)}`)
      : [];
  return { plan, ...execution, leftOver };
}
