import { summarize } from '../../model/plan-summary.js';
import { ExitCode } from '../../model/problem.js';
import type { Command } from '../command.js';
import { escapeText } from '../escape.js';
import { flag, list, text } from '../options.js';
import { planFormats, printPlan } from '../plan/print.js';
import { scaleOption } from '../scale-option.js';

export const command: Command = {
  arguments: '[SERVICE...]',
  description: [
    'Compares the spec with what the kernel has and prints every difference: old value, new value, what changing it costs, and the line that asks for it. Changes nothing.',
    'Marks: + create, ~ change in place, ! restart the container, -/+ recreate it, - destroy. `drift` means that somebody changed the host since the last `up`.',
    'With --out the plan is kept in a file that `apply` does as it stands, or refuses when something has moved since.',
  ],
  options: {
    'exit-code': { type: 'boolean', summary: 'Exit with 2 when there is something to do, for CI' },
    out: { type: 'string', short: 'o', value: 'FILE', summary: 'Also keep the plan, for `show` and `apply`' },
    format: {
      type: 'string',
      value: 'KIND',
      choices: planFormats,
      summary: 'text (default), json, markdown, github (workflow commands) or junit',
    },
    graph: {
      type: 'string',
      value: 'KIND',
      choices: ['dot', 'mermaid', 'json'],
      summary: 'Print instead what is done after what',
    },
    commands: { type: 'boolean', summary: 'Print instead what would be run, as lines for a shell' },
    'remove-orphans': {
      type: 'boolean',
      summary: 'Also plan the removal of containers that are no longer in the spec',
      environment: 'LXC_COMPOSE_REMOVE_ORPHANS',
    },
    scale: scaleOption,
    target: {
      type: 'string',
      multiple: true,
      hidden: true,
      summary: 'Other words for the arguments (Terraform)',
    },
  },
  examples: [
    { line: 'lxc-compose plan', meaning: 'what would `up` do?' },
    {
      line: 'lxc-compose plan --exit-code --out plan.json',
      meaning: 'keep it for `lxc-compose apply plan.json`; exit code 2 means changes',
    },
  ],
  needsRoot: true,
  completes: 'services',
  async run({ values, positionals, invocation, verbs, output }) {
    const containers = [...positionals, ...list(values, 'target')];
    const options = { containers, removeOrphans: flag(values, 'remove-orphans') };
    const file = text(values, 'out');
    const plan =
      file === undefined
        ? await verbs.plan(invocation, options)
        : await verbs.savePlan(invocation, { ...options, file });
    const graph = text(values, 'graph');
    if (flag(values, 'commands')) {
      for (const line of await verbs.commands(invocation, plan)) output.data(`${escapeText(line)}\n`);
    } else if (graph !== undefined) {
      const { renderPlanGraph } = await import('../plan/graph.js');
      output.data(renderPlanGraph(plan, graph as 'dot'));
    } else {
      await printPlan(plan, text(values, 'format'), invocation.workingDirectory, output);
    }
    return flag(values, 'exit-code') && summarize(plan).total > 0 ? ExitCode.changes : ExitCode.ok;
  },
};
