import { existsSync } from 'node:fs';
import { ExitCode } from '../../model/problem.js';
import { applyAndTell } from '../apply.js';
import { applyOptions, confirmWithinOf, maxDisruptionOf, waitOf } from '../apply-options.js';
import type { Command } from '../command.js';
import { flag } from '../options.js';
import { renderPlan } from '../plan/text.js';
import { scaleOption } from '../scale-option.js';

export const command: Command = {
  arguments: '[SERVICE... | PLAN.json]',
  description: [
    'Reads the spec and the host, and applies the difference: creates what is missing, repairs what was changed by hand, leaves alone what is as it should be. Running it again changes nothing.',
    'With a file that `plan --out` wrote exactly what it says is done, or nothing; see `apply`.',
    'With SERVICEs only these and what they depend on. Interrupted at any point, the next `up` goes on from there.',
  ],
  options: {
    detach: { type: 'boolean', short: 'd', hidden: true, summary: 'Containers always run in the background' },
    ...applyOptions,
    recreate: { type: 'boolean', summary: 'Recreate the containers even when nothing has changed' },
    'force-recreate': { type: 'boolean', hidden: true, summary: "Docker Compose's word for --recreate" },
    'remove-orphans': {
      type: 'boolean',
      summary: 'Remove containers that are no longer in the spec',
      environment: 'LXC_COMPOSE_REMOVE_ORPHANS',
    },
    scale: scaleOption,
    'no-deps': { type: 'boolean', unsupported: true, summary: '' },
    build: { type: 'boolean', unsupported: true, summary: '' },
    'no-start': { type: 'boolean', unsupported: true, summary: '' },
    'no-recreate': { type: 'boolean', unsupported: true, summary: '' },
    'abort-on-container-exit': { type: 'boolean', unsupported: true, summary: '' },
    pull: { type: 'string', unsupported: true, summary: '' },
  },
  examples: [
    { line: 'lxc-compose up --wait', meaning: 'bring everything up and wait until it is healthy' },
    {
      line: 'lxc-compose up --remove-orphans web',
      meaning: 'only web and what it needs; remove what left the spec',
    },
  ],
  needsRoot: true,
  completes: 'services',
  async run(context) {
    const { values, positionals, invocation, verbs, output } = context;
    if (flag(values, 'dry-run')) {
      const plan = await verbs.plan(invocation, { containers: positionals });
      output.data(renderPlan(plan, invocation.workingDirectory, output.dataColours));
      return ExitCode.ok;
    }
    const saved = savedPlanOf(positionals);
    const how = { ...waitOf(values), ...maxDisruptionOf(values), ...confirmWithinOf(values) };
    if (saved !== null)
      return await applyAndTell(context, withProgress =>
        verbs.applySaved(withProgress, { file: saved, ...how }),
      );
    return await applyAndTell(context, withProgress =>
      verbs.up(withProgress, {
        containers: positionals,
        ...how,
        recreate: flag(values, 'recreate') || flag(values, 'force-recreate'),
        removeOrphans: flag(values, 'remove-orphans'),
      }),
    );
  },
};

/** Terraform's way: a plan where names would stand. */
function savedPlanOf(positionals: string[]): string | null {
  const [only, ...more] = positionals;
  return only?.endsWith('.json') && more.length === 0 && existsSync(only) ? only : null;
}
