import type { Operation } from '../model/operation.js';
import { Problem } from '../model/problem.js';
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
      problem: error instanceof Problem ? error : new Problem(String(error), { cause: error }),
    };
  }
}
