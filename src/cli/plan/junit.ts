/** The plan as JUnit: a test for each resource that is to change, failed, because it is not as the spec says. */
import type { Plan } from '../../model/operation.js';
import { resourceChanges } from '../../model/plan-summary.js';
import { escapeText } from '../escape.js';
import { renderJUnit } from '../junit.js';
import { changeSource, distinctChanges, operationSource } from './text.js';
import { formatValue } from './values.js';

/** A plan with nothing to do is one test that passed. Positions are told from `workingDirectory`. */
export function renderPlanJUnit(plan: Plan, workingDirectory: string): string {
  const cases = resourceChanges(plan).map(({ disruption, resource, drift, operations }) => ({
    name: escapeText(resource),
    className: plan.project,
    failure: {
      message: `${disruption}${drift ? ' (drift)' : ''}`,
      details: [
        operationSource(operations[0]!, workingDirectory),
        ...distinctChanges(operations).map(
          each =>
            `${escapeText(each.path)}: ${formatValue(each.path, each.from)} -> ${formatValue(each.path, each.to)} (${changeSource(each, workingDirectory)})`,
        ),
      ].join('\n'),
    },
  }));
  const asWanted = { name: 'everything is as the spec says', className: plan.project };
  return renderJUnit({
    name: `lxc-compose plan ${plan.project}`,
    cases: cases.length > 0 ? cases : [asWanted],
  });
}
