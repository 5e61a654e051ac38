import type { ContainerProcess, ProcessList } from '../../app/contract.js';
import { ExitCode } from '../../model/problem.js';
import type { Command } from '../command.js';
import { text } from '../options.js';
import { renderJson, renderTable } from '../table.js';

export const command: Command = {
  arguments: '[NAME...]',
  description: [
    'Lists the processes of running containers with their numbers on the host and inside; without NAME of all. Children stand below their parents, and what lives in a PID namespace below the container’s own is marked with its depth.',
  ],
  options: {
    format: { type: 'string', value: 'KIND', choices: ['table', 'json'], summary: 'table (default) or json' },
  },
  examples: [
    { line: 'lxc-compose top web', meaning: 'the processes of web' },
    { line: "lxc-compose top --format json | jq '.[].processes[].pid'", meaning: 'host PIDs, for a script' },
  ],
  needsRoot: true,
  completes: 'running',
  async run({ values, positionals, invocation, verbs, output }) {
    const lists = await verbs.top(invocation, positionals);
    if (text(values, 'format') === 'json') output.data(renderJson(lists));
    else output.data(renderTable(headings, lists.flatMap(rowsOf)));
    return ExitCode.ok;
  },
};

const headings = ['CONTAINER', 'PID', 'INSIDE', 'USER', 'STATE', 'RSS', 'TIME', 'COMMAND'];

function rowsOf({ name, processes }: ProcessList): string[][] {
  const known = new Set(processes.map(each => each.pid));
  const children = (parent: ContainerProcess | null) =>
    processes.filter(each => (parent ? each.parent === parent.pid : !known.has(each.parent)));
  const rows: string[][] = [];
  const walk = (process: ContainerProcess, indent: string) => {
    rows.push(rowOf(name, process, indent));
    for (const child of children(process)) walk(child, `${indent}  `);
  };
  for (const root of children(null)) walk(root, '');
  return rows;
}

function rowOf(name: string, process: ContainerProcess, indent: string): string[] {
  const { pid, innerPid, depth, uid, innerUid, state, resident, cpuMs, command } = process;
  const seconds = Math.floor(cpuMs / 1000);
  const time = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map(each =>
    String(Math.floor(each)).padStart(2, '0'),
  );
  const inside = depth > 0 ? `${innerPid} (+${depth})` : String(innerPid);
  const user = String(innerUid ?? uid);
  return [
    name,
    String(pid),
    inside,
    user,
    state,
    `${Math.round(resident / 1024)} KiB`,
    time.join(':'),
    indent + command,
  ];
}
