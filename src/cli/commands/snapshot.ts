import { ExitCode } from '../../model/problem.js';
import { refuseDryRun } from '../apply.js';
import type { Command } from '../command.js';
import { flag, text } from '../options.js';
import { renderJson, renderTable } from '../table.js';
import { usageProblem } from '../usage.js';

export const command: Command = {
  arguments: 'NAME',
  description: [
    'Keeps what a container with `overlay: true` has changed of its root file system, as snap0, snap1, …; a running one is frozen meanwhile. `restore` brings it back. Snapshots stay after `down`, unless that is told to remove volumes.',
  ],
  options: {
    comment: { type: 'string', short: 'c', value: 'TEXT', summary: 'What it is for' },
    list: { type: 'boolean', short: 'L', summary: 'List the snapshots instead' },
    delete: { type: 'string', short: 'd', value: 'SNAPSHOT', summary: 'Remove one instead' },
    format: {
      type: 'string',
      value: 'KIND',
      choices: ['table', 'json'],
      summary: 'Of the list: table (default) or json',
    },
  },
  examples: [
    { line: 'lxc-compose snapshot -c "before the update" web', meaning: 'keep web as it is now' },
    { line: 'lxc-compose snapshot -L web', meaning: 'what there is to go back to' },
  ],
  needsRoot: true,
  completes: 'containers',
  async run({ values, positionals, invocation, verbs, output }) {
    const [container, ...more] = positionals;
    if (container === undefined || more.length > 0) throw usageProblem('snapshot takes one NAME', 'snapshot');
    if (flag(values, 'list')) {
      const list = await verbs.snapshots(invocation, container);
      if (text(values, 'format') === 'json') output.data(renderJson(list));
      else {
        const rows = list.map(each => [each.name, new Date(each.time).toISOString(), each.comment]);
        output.data(renderTable(['NAME', 'TAKEN', 'COMMENT'], rows));
      }
      return ExitCode.ok;
    }
    refuseDryRun(values, 'snapshot');
    const gone = text(values, 'delete');
    if (gone !== undefined) await verbs.removeSnapshot(invocation, container, gone);
    else output.data(`${await verbs.snapshot(invocation, container, text(values, 'comment') ?? '')}\n`);
    return ExitCode.ok;
  },
};
