import type { HistoryEntry } from '../../app/contract.js';
import { ExitCode } from '../../model/problem.js';
import type { Command, CommandContext } from '../command.js';
import { escapeText } from '../escape.js';
import { parseHistoryId } from '../history-id.js';
import { flag, text } from '../options.js';
import { renderDiff } from '../render-diff.js';
import { renderJson, renderTable } from '../table.js';
import { usageProblem } from '../usage.js';

export const command: Command = {
  arguments: '[list | show ID | diff ID [ID]]',
  description: [
    'Lists what was applied to the project: when, by whom, from which commit, and how it ended. `show` prints the operations of one entry, or its spec; `diff` compares two specs, or one with that of the last entry.',
    'An entry is written before anything is changed: one that was killed stays `unfinished`. `down` removes the history with everything else. No content of a secret is in it.',
  ],
  options: {
    format: { type: 'string', value: 'KIND', choices: ['table', 'json'], summary: 'table (default) or json' },
    spec: { type: 'boolean', summary: 'show: print the spec instead, in its canonical form' },
  },
  examples: [
    { line: 'lxc-compose history', meaning: 'who changed what, and when' },
    { line: 'lxc-compose history diff 11 12', meaning: 'what the spec said in one and in the other' },
  ],
  needsRoot: true,
  completes: ['list', 'show', 'diff'],
  async run(context) {
    const [action = 'list', ...ids] = context.positionals;
    const numbers = ids.map(parseHistoryId);
    if (action === 'list' && numbers.length === 0) return await listEntries(context);
    if (action === 'show' && numbers.length === 1) return await showEntry(context, numbers[0]!);
    if (action === 'diff' && (numbers.length === 1 || numbers.length === 2))
      return await compareSpecs(context, numbers[0]!, numbers[1]);
    throw usageProblem('`history` takes list, show ID or diff ID [ID]', 'history');
  },
};

async function listEntries({ values, invocation, verbs, output }: CommandContext): Promise<number> {
  const { project, entries } = await verbs.history(invocation);
  if (text(values, 'format') === 'json') {
    output.data(renderJson({ schema: 'lxc-compose/history/v1', project, entries }));
    return ExitCode.ok;
  }
  const rows = entries.map(each => [
    String(each.id),
    each.startedAt.replace(/\.\d+Z$/, 'Z'),
    each.user,
    each.commit?.slice(0, 10) ?? '-',
    each.command,
    each.result,
    summaryOf(each),
  ]);
  const { bold, green, yellow } = output.dataColours;
  output.data(
    renderTable(
      ['ID', 'TIME', 'USER', 'COMMIT', 'COMMAND', 'RESULT', 'OPERATIONS'],
      rows,
      (cell, row, column) => {
        if (row < 0) return bold(cell);
        if (column !== 5) return cell;
        return cell === 'applied' ? green(cell) : yellow(cell);
      },
    ),
  );
  return ExitCode.ok;
}

/** `2 create, 1 restart` */
function summaryOf({ operations }: HistoryEntry): string {
  const counts = new Map<string, Set<string>>();
  for (const { disruption, resource, action } of operations) {
    if (action === 'wait') continue;
    counts.set(disruption, (counts.get(disruption) ?? new Set()).add(resource));
  }
  // What comes and goes with its container is the container's.
  const wholes = (resources: Set<string>) =>
    [...resources].filter(each => ![...resources].some(other => each.startsWith(`${other}.`)));
  return [...counts].map(([disruption, all]) => `${wholes(all).length} ${disruption}`).join(', ');
}

async function showEntry({ values, invocation, verbs, output }: CommandContext, id: number): Promise<number> {
  const { entry, spec } = await verbs.historyEntry(invocation, id);
  if (flag(values, 'spec')) output.data(spec);
  else if (text(values, 'format') === 'json') output.data(renderJson(entry));
  else {
    const { operations, ...head } = entry;
    const lines = Object.entries(head).map(([key, value]) => `${key}: ${escapeText(String(value ?? '-'))}`);
    const rows = operations.map(each => [each.outcome, each.id, each.problem ?? each.changed.join(', ')]);
    output.data(`${lines.join('\n')}\n\n${renderTable(['OUTCOME', 'OPERATION', 'CHANGED'], rows)}`);
  }
  return ExitCode.ok;
}

async function compareSpecs(
  { invocation, verbs, output }: CommandContext,
  from: number,
  to: number | undefined,
): Promise<number> {
  const last = to ?? (await verbs.history(invocation)).entries.at(-1)?.id ?? from;
  const before = await verbs.historyEntry(invocation, from);
  const after = await verbs.historyEntry(invocation, last);
  output.data(renderDiff(`${from} ${last}`, before.spec, after.spec, output.dataColours));
  return ExitCode.ok;
}
