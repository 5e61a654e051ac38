/** NICs: host end in one `ip -batch` for all, the inside natively in the container's namespace; doing half. */
import type { Outcome, RuntimeKind } from '../kind.js';
import { applyLines } from '../link-batch.js';
import { outcomeOf } from '../outcomes.js';
import { destroyNics, hostLines, settle } from './nic-host-side.js';
import { configureInside } from './nic-inside-steps.js';
import { observeNics } from './nic-observation.js';

export const nicProvider: RuntimeKind = {
  kind: 'nic',
  observe: observeNics,
  async apply(operations, session): Promise<Outcome[]> {
    if (operations.every(each => each.action === 'destroy')) return destroyNics(operations, session);
    const work = operations.map(operation => ({ operation, lines: hostLines(operation, session) }));
    const outcomes = await settle(await applyLines(work, session), session);
    return Promise.all(
      outcomes.map(outcome =>
        outcome.ok
          ? outcomeOf(outcome.operation, () => configureInside(outcome.operation, session))
          : outcome,
      ),
    );
  },
};
