import { ExitCode } from '../../model/problem.js';
import type { Command } from '../command.js';
import { escapeText } from '../escape.js';
import { flag, text } from '../options.js';
import { summarize } from '../plan-summary.js';
import { planDocument, renderPlan } from '../render-plan.js';
import { scaleOption } from '../scale-option.js';
import { renderJson } from '../table.js';

export const command: Command = {
  arguments: '[SERVICE...]',
  description: [
    'Compares the spec with what the kernel has and prints every difference: old value, new value, what changing it costs, and the line that asks for it. Changes nothing.',
    'Marks: + create, ~ change in place, ! restart the container, -/+ recreate it, - destroy. `drift` means that somebody changed the host since the last `up`.',
  ],
  options: {
    'exit-code': { type: 'boolean', summary: 'Exit with 2 when there is something to do, for CI' },
    format: { type: 'string', value: 'KIND', choices: ['text', 'json'], summary: 'text (default) or json' },
    commands: { type: 'boolean', summary: 'Print instead what would be run, as lines for a shell' },
    scale: scaleOption,
    out: { type: 'string', short: 'o', unsupported: true, summary: '' },
    graph: { type: 'string', unsupported: true, summary: '' },
    target: { type: 'string', unsupported: true, summary: '' },
  },
  examples: [
    { line: 'lxc-compose plan', meaning: 'what would `up` do?' },
    {
      line: 'lxc-compose plan --exit-code --format json',
      meaning: 'the same for a pipeline: exit code 2 means changes',
    },
  ],
  needsRoot: true,
  completes: 'services',
  async run({ values, positionals, invocation, verbs, output }) {
    const plan = await verbs.plan(invocation, { containers: positionals });
    if (flag(values, 'commands')) {
      for (const line of await verbs.commands(invocation, plan)) output.data(`${escapeText(line)}\n`);
    } else if (text(values, 'format') === 'json') {
      output.data(renderJson(planDocument(plan, invocation.workingDirectory)));
    } else {
      output.data(renderPlan(plan, invocation.workingDirectory, output.dataColours));
    }
    return flag(values, 'exit-code') && summarize(plan).total > 0 ? ExitCode.changes : ExitCode.ok;
  },
};
