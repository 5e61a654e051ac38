import { asProblem } from '../model/as-problem.js';
import type { Operation } from '../model/operation.js';
import type { Outcome } from './kind.js';

/** Does one operation and turns what it throws into its outcome. */
export async function outcomeOf(operation: Operation, work: () => void | Promise<void>): Promise<Outcome> {
  try {
    await work();
    return { operation, ok: true };
  } catch (error) {
    return {
      operation,
      ok: false,
      problem: asProblem(error),
    };
  }
}
