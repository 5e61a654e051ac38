import type { ResourceStatus } from '../../app/contract.js';
import { ExitCode } from '../../model/problem.js';
import type { Command } from '../command.js';
import { text } from '../options.js';
import { renderJson, renderTable } from '../table.js';

export const command: Command = {
  arguments: '',
  description: [
    'Tells of each network, link and container whether it is as the spec says (Synced, OutOfSync, Missing, Orphaned) and whether it is well (Healthy, Progressing, Degraded, Suspended, Missing). The exit code is 0 only when everything is Synced and Healthy; 2 when something is not as the spec says, 1 when something is not well.',
  ],
  options: {
    format: { type: 'string', value: 'KIND', choices: ['table', 'json'], summary: 'table (default) or json' },
  },
  examples: [
    { line: 'lxc-compose status', meaning: 'is it as I asked for, and is it well?' },
    { line: 'lxc-compose status --format json', meaning: 'the same for a dashboard' },
  ],
  needsRoot: true,
  async run({ values, invocation, verbs, output }) {
    const { project, resources } = await verbs.status(invocation);
    const synced = resources.every(each => each.sync === 'Synced');
    const healthy = resources.every(each => each.health === 'Healthy' || each.health === 'Suspended');
    if (text(values, 'format') === 'json') {
      output.data(
        renderJson({
          schema: 'lxc-compose/status/v1',
          project,
          sync: synced ? 'Synced' : 'OutOfSync',
          health: healthy ? 'Healthy' : worstOf(resources),
          resources,
        }),
      );
    } else {
      const { green, yellow, bold } = output.dataColours;
      const rows = resources.map(each => [each.resource, each.sync, each.health, differences(each)]);
      output.data(
        renderTable(['RESOURCE', 'SYNC', 'HEALTH', 'DIFFERS'], rows, (cell, row, column) => {
          if (row < 0) return bold(cell);
          if (column !== 1 && column !== 2) return cell;
          return ['Synced', 'Healthy', 'Suspended'].includes(cell.trim()) ? green(cell) : yellow(cell);
        }),
      );
    }
    if (!synced) return ExitCode.changes;
    return healthy ? ExitCode.ok : ExitCode.failed;
  },
};

function worstOf(resources: ResourceStatus[]): string {
  const order = ['Degraded', 'Missing', 'Progressing'];
  return order.find(word => resources.some(each => each.health === word)) ?? 'Healthy';
}

function differences({ differs, drift }: ResourceStatus): string {
  if (differs.length === 0) return '';
  const [first, ...more] = differs;
  return `${first}${more.length > 0 ? ` and ${more.length} more` : ''}${drift ? ' (drift)' : ''}`;
}
