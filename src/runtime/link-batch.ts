/** Runs the `ip` lines of many operations in one batch and hands each operation its own failure. */
import type { Operation } from '../model/operation.js';
import { isGone } from '../netbridge/ip.js';
import type { Outcome } from './kind.js';
import type { Session } from './session.js';

export interface OperationLines {
  operation: Operation;
  lines: string[];
}

export async function applyLines(work: OperationLines[], session: Session): Promise<Outcome[]> {
  const lines = work.flatMap(each => each.lines);
  const failures = await session.ip.batch(lines);
  let start = 0;
  return work.map(({ operation, lines: own }) => {
    const end = start + own.length;
    const failure = failures.find(
      each =>
        each.line >= start && each.line < end && !(operation.action === 'destroy' && isGone(each.problem)),
    );
    start = end;
    return failure ? { operation, ok: false, problem: failure.problem } : { operation, ok: true };
  });
}
