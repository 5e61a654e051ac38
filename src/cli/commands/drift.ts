import { summarize } from '../../model/plan-summary.js';
import { ExitCode } from '../../model/problem.js';
import type { Command } from '../command.js';
import { flag, text } from '../options.js';
import { planFormats, printPlan } from '../plan/print.js';

export const command: Command = {
  arguments: '[SERVICE...]',
  description: [
    'Prints what somebody changed on the host since the last `up`: of the plan only those attributes for which the spec asked before what it asks now. What is merely new in the spec is not drift. Changes nothing.',
  ],
  options: {
    'exit-code': { type: 'boolean', summary: 'Exit with 2 when there is drift' },
    json: { type: 'boolean', summary: 'The same as --format json' },
    format: {
      type: 'string',
      value: 'KIND',
      choices: planFormats,
      summary: 'text (default), json, markdown, github or junit',
    },
  },
  examples: [
    { line: 'lxc-compose drift', meaning: 'what did somebody change by hand?' },
    { line: 'lxc-compose drift --exit-code --json', meaning: 'the same for a monitoring check' },
  ],
  needsRoot: true,
  completes: 'services',
  async run({ values, positionals, invocation, verbs, output }) {
    const plan = await verbs.plan(invocation, { containers: positionals });
    const operations = plan.operations
      .map(each => ({ ...each, changes: each.changes.filter(change => change.drift) }))
      .filter(each => each.drift || each.changes.length > 0);
    const drift = { ...plan, operations, warnings: [] };
    const format = flag(values, 'json') ? 'json' : text(values, 'format');
    await printPlan(drift, format, invocation.workingDirectory, output);
    return flag(values, 'exit-code') && summarize(drift).total > 0 ? ExitCode.changes : ExitCode.ok;
  },
};
