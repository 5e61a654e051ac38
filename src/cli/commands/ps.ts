import type { ContainerRow } from '../../app/contract.js';
import { ExitCode } from '../../model/problem.js';
import type { Palette } from '../colours.js';
import type { Command } from '../command.js';
import { formatDuration } from '../duration.js';
import { escapeText } from '../escape.js';
import { flag, list, text } from '../options.js';
import { parseFilters, rowTemplate } from '../select-rows.js';
import { renderJson, renderTable } from '../table.js';
import { unknownContainer } from '../unknown-container.js';
import { usageProblem } from '../usage.js';

export const command: Command = {
  arguments: '[NAME...]',
  description: ['Lists the containers of the project as the kernel has them now.'],
  options: {
    all: { type: 'boolean', short: 'a', summary: 'Also the ones that do not run' },
    quiet: { type: 'boolean', short: 'q', summary: 'Names only' },
    format: {
      type: 'string',
      value: 'KIND',
      summary: "table (default), json, jsonl, or a template: '{{.Name}} {{.State}}'",
    },
    filter: {
      type: 'string',
      multiple: true,
      value: 'KEY=VALUE',
      summary: 'Only those: name=REGEX, state=RUNNING, health=healthy; several of one key are alternatives',
    },
    services: { type: 'boolean', unsupported: true, summary: '' },
    status: { type: 'string', unsupported: true, summary: '' },
    'no-trunc': { type: 'boolean', hidden: true, summary: 'Nothing is ever cut off' },
  },
  examples: [
    { line: 'lxc-compose ps', meaning: 'the running containers with their addresses' },
    {
      line: "lxc-compose ps -a --format json | jq '.[].state'",
      meaning: 'the state of all of them, for a script',
    },
  ],
  needsRoot: true,
  completes: 'containers',
  async run({ values, positionals, invocation, verbs, output, now }) {
    const asked = list(values, 'filter').some(each => /^(?:state|status)=/i.test(each));
    const all = flag(values, 'all') || positionals.length > 0 || asked;
    const listed = await verbs.ps(invocation, { all });
    for (const name of positionals) {
      if (!listed.some(row => row.name === name))
        throw unknownContainer(
          name,
          listed.map(row => row.name),
        );
    }
    const named = positionals.length > 0 ? listed.filter(row => positionals.includes(row.name)) : listed;
    const rows = named.filter(parseFilters(list(values, 'filter')));
    const format = text(values, 'format') ?? 'table';
    if (format === 'json') output.data(renderJson(rows.map(containerDocument)));
    else if (format === 'jsonl')
      output.data(rows.map(row => `${JSON.stringify(containerDocument(row))}\n`).join(''));
    else if (format.includes('{{')) output.data(rows.map(rowTemplate(format)).join(''));
    else if (format !== 'table')
      throw usageProblem(
        `there is no format "${format}"`,
        'ps',
        'There are table, json, jsonl and templates.',
      );
    else if (flag(values, 'quiet')) output.data(rows.map(row => `${escapeText(row.name)}\n`).join(''));
    else output.data(renderContainers(rows, output.dataColours, now()));
    return ExitCode.ok;
  },
};

function renderContainers(rows: ContainerRow[], palette: Palette, now: number): string {
  const headings = ['NAME', 'STATE', 'HEALTH', 'PID', 'ADDRESSES', 'PORTS', 'RESTARTS', 'AGE'];
  const cells = rows.map(row => [
    row.name,
    describeState(row),
    row.health === 'none' ? '-' : row.health,
    row.pid === null ? '-' : String(row.pid),
    row.addresses.map(each => each.address).join(', ') || '-',
    row.ports.join(', ') || '-',
    String(row.restarts),
    row.pid === null || row.startedAt === null ? '-' : formatDuration(now - Date.parse(row.startedAt)),
  ]);
  return renderTable(headings, cells, (cell, row, column) => {
    if (row < 0) return palette.bold(cell);
    if (cell === 'RUNNING' || cell === 'healthy') return palette.green(cell);
    if (column === 1 || cell === 'unhealthy') return palette.yellow(cell);
    return cell;
  });
}

/** LXC's word, and why it ended when it did: `STOPPED (exit 1)`, `STOPPED (signal 9, out of memory)`. */
function describeState(row: ContainerRow): string {
  if (row.state !== 'STOPPED') return row.state;
  const ending =
    row.signal !== null ? `signal ${row.signal}` : row.exitCode !== null ? `exit ${row.exitCode}` : '';
  const reasons = [ending, row.oom ? 'out of memory' : ''].filter(each => each !== '');
  return reasons.length > 0 ? `STOPPED (${reasons.join(', ')})` : 'STOPPED';
}

/** What other programs read (docs/commands.md): fields are added, never renamed. */
function containerDocument(row: ContainerRow): object {
  const { project, name, state, pid, health, restarts, exitCode, signal, oom, addresses, startedAt } = row;
  return { project, name, state, pid, health, restarts, exitCode, signal, oom, addresses, startedAt };
}
