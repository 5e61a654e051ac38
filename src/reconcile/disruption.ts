/** How much a plan may disturb. */
import type { Operation, Plan } from '../model/operation.js';
import type { Disruption } from '../model/resource.js';

/** `--max-disruption`: the worst that may happen to what is there. */
export type DisruptionLimit = 'live' | 'restart' | 'recreate';

/** What is made new disturbs nobody. Removing is the worst: no limit admits it. */
const severity: Record<Disruption, number> = { create: 0, live: 1, restart: 2, recreate: 3, destroy: 4 };

/** The operations that disturb more than `limit`. A live mount or interface that goes away is `live`, as planned. */
export function beyond(plan: Plan, limit: DisruptionLimit): Operation[] {
  return plan.operations.filter(
    ({ action, disruption }) => action !== 'wait' && severity[disruption] > severity[limit],
  );
}
