/** The plan as GitHub-flavoured Markdown, for a comment on a pull request: a section for each container, closed. */
import type { Plan } from '../../model/operation.js';
import { type ResourceChange, resourceChanges, summarize } from '../../model/plan-summary.js';
import type { Disruption } from '../../model/resource.js';
import { escapeText } from '../escape.js';
import { changeSource, distinctChanges, formatSummary, operationSource } from './text.js';
import { formatValue } from './values.js';

const signs: Record<Disruption, string> = {
  create: '➕',
  live: '✏️',
  restart: '🔁',
  recreate: '♻️',
  destroy: '➖',
};

/** Ends with a newline. Positions are told from `workingDirectory`. */
export function renderPlanMarkdown(plan: Plan, workingDirectory: string): string {
  const groups = new Map<string, ResourceChange[]>();
  for (const change of resourceChanges(plan)) {
    const container = change.operations[0]!.container;
    const title = container === undefined ? 'The project' : `Container ${container}`;
    groups.set(title, [...(groups.get(title) ?? []), change]);
  }
  const sections = [...groups].map(([title, changes]) => section(title, changes, workingDirectory));
  const warnings = plan.warnings.map(warning => `> [!WARNING]\n> ${inline(warning)}\n`);
  const heading = `### lxc-compose plan for ${code(plan.project)}`;
  return `${[heading, '', ...sections, ...warnings, `**${inline(formatSummary(summarize(plan)))}**`].join('\n')}\n`;
}

function section(title: string, changes: ResourceChange[], workingDirectory: string): string {
  const kinds = [...new Set(changes.map(each => signs[each.disruption]))].join(' ');
  const rows = changes.flatMap(change => rowsOf(change, workingDirectory));
  return [
    `<details><summary>${kinds} ${html(title)}: ${changes.length} ${changes.length === 1 ? 'change' : 'changes'}</summary>`,
    '',
    '| | what | from | to | cost | why |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows.map(row => `| ${row.join(' | ')} |`),
    '',
    '</details>',
    '',
  ].join('\n');
}

function rowsOf({ disruption, resource, operations }: ResourceChange, workingDirectory: string): string[][] {
  const changes = distinctChanges(operations);
  const sign = signs[disruption];
  if (disruption === 'create' || disruption === 'destroy' || changes.length === 0) {
    return [
      [sign, code(resource), '', '', disruption, inline(operationSource(operations[0]!, workingDirectory))],
    ];
  }
  return changes.map(change => [
    sign,
    code(change.path),
    code(formatValue(change.path, change.from)),
    code(formatValue(change.path, change.to)),
    disruption,
    inline(changeSource(change, workingDirectory)),
  ]);
}

/** What a spec says must not end a code span, a table's cell or a tag. */
function code(text: string): string {
  return `<code>${html(escapeText(text)).replaceAll('|', '&#124;')}</code>`;
}

function inline(text: string): string {
  return html(escapeText(text)).replace(/[\\`*_[\]|~]/g, '\\$&');
}

function html(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
