import { ExitCode, Problem } from '../../model/problem.js';
import { applyAndTell, graceOf, refuseDryRun } from '../apply.js';
import type { Command, CommandContext } from '../command.js';
import { escapeText } from '../escape.js';
import { flag } from '../options.js';
import { usageProblem } from '../usage.js';

export const command: Command = {
  arguments: '',
  description: [
    'Stops the containers and removes everything that bears the mark of this project: containers, bridges, links, firewall rules, cgroups. Nothing else is touched. Volumes stay unless you ask for their removal.',
    'It works without the spec as well: `lxc-compose -p NAME down`.',
  ],
  options: {
    volumes: {
      type: 'boolean',
      short: 'v',
      summary: 'Also remove the volumes of the project, with their data (asks first)',
    },
    timeout: {
      type: 'string',
      short: 't',
      value: 'TIME',
      summary: 'How long a container may take to stop before it is killed (default: its stop_grace_period)',
    },
    'remove-orphans': {
      type: 'boolean',
      summary: 'Also containers that are no longer in the spec',
      environment: 'LXC_COMPOSE_REMOVE_ORPHANS',
    },
    rmi: { type: 'string', unsupported: true, summary: '' },
  },
  examples: [
    { line: 'lxc-compose down', meaning: 'take the project down, keep its volumes' },
    {
      line: 'lxc-compose down -v -y -t 2',
      meaning: 'remove the volumes too, ask nothing, give each container 2 seconds',
    },
  ],
  needsRoot: true,
  async run(context) {
    const { values, positionals, verbs } = context;
    refuseDryRun(values, 'down');
    if (positionals.length > 0) {
      throw usageProblem(
        '`down` takes the whole project and no names',
        'down',
        'To stop some containers: `lxc-compose stop NAME...`.',
      );
    }
    const volumes = flag(values, 'volumes');
    if (volumes && !flag(values, 'yes') && !(await confirmVolumes(context))) {
      throw new Problem('not confirmed, nothing was changed', { exitCode: ExitCode.refused });
    }
    const graceMs = graceOf(values);
    return await applyAndTell(context, withProgress =>
      verbs.down(withProgress, {
        volumes,
        graceMs,
        removeOrphans: flag(values, 'remove-orphans'),
      }),
    );
  },
};

async function confirmVolumes({ ask, verbs, invocation }: CommandContext): Promise<boolean> {
  if (!ask) {
    throw new Problem('removing volumes has to be confirmed, and there is no terminal to ask on', {
      exitCode: ExitCode.refused,
      remedy: 'Say -y to remove them without a question.',
    });
  }
  // The spec may be gone (`down -p NAME`); the question is then about all volumes of the project.
  const loaded = await verbs.load(invocation).catch(() => undefined);
  const names = loaded?.project.volumes.filter(volume => !volume.external).map(volume => volume.name) ?? [];
  const which = names.length > 0 ? `the volumes ${names.join(', ')}` : 'the volumes of the project';
  return await ask(`Remove ${escapeText(which)} with all their data? [y/N] `);
}
