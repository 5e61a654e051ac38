/** The plan as text (Terraform's marks, one aligned line a change) and as the JSON that other programs read. */
import type { Operation, Plan, PlannedChange } from '../../model/operation.js';
import {
  type PlanSummary,
  type ResourceChange,
  resourceChanges,
  summarize,
} from '../../model/plan-summary.js';
import type { Disruption } from '../../model/resource.js';
import { createPalette, type Palette } from '../colours.js';
import { displayWidth, pad } from '../display-width.js';
import { escapeText } from '../escape.js';
import { formatPosition } from '../render-problem.js';
import { formatValue } from './values.js';

const marks: Record<Disruption, string> = {
  create: '+',
  live: '~',
  restart: '!',
  recreate: '-/+',
  destroy: '-',
};

interface Row {
  disruption: Disruption;
  path: string;
  value: string;
  source: string;
}

/** The plan as users read it and golden files keep it; ends with the `Plan:` line. Positions are told from `workingDirectory`. */
export function renderPlan(
  plan: Plan,
  workingDirectory: string,
  palette: Palette = createPalette(false),
): string {
  const rows = resourceChanges(plan).flatMap(change => changeRows(change, workingDirectory));
  const width = (column: (row: Row) => string) => Math.max(0, ...rows.map(row => displayWidth(column(row))));
  const markWidth = width(row => marks[row.disruption]);
  const pathWidth = width(row => row.path);
  const valueWidth = width(row => row.value);
  const classWidth = width(row => row.disruption);
  const lines = rows.map(row => {
    const mark = paintMark(palette, row.disruption, pad(marks[row.disruption], markWidth));
    const columns = [
      pad(row.path, pathWidth),
      pad(row.value, valueWidth),
      pad(row.disruption, classWidth),
      row.source,
    ];
    return `  ${mark} ${columns.filter(column => column !== '').join('   ')}`.trimEnd();
  });
  const warnings = plan.warnings.map(warning => `${palette.yellow('Warning:')} ${escapeText(warning)}`);
  return `${[...lines, ...warnings, formatSummary(summarize(plan))].join('\n')}\n`;
}

function changeRows(change: ResourceChange, workingDirectory: string): Row[] {
  const { disruption, resource } = change;
  const changes = distinctChanges(change.operations);
  if (disruption === 'create' || disruption === 'destroy' || changes.length === 0) {
    const [first] = change.operations;
    return [
      {
        disruption,
        path: escapeText(resource),
        value: '',
        source: operationSource(first!, workingDirectory),
      },
    ];
  }
  return changes.map(each => ({
    disruption,
    path: escapeText(each.path),
    value: `${formatValue(each.path, each.from)} -> ${formatValue(each.path, each.to)}`,
    source: changeSource(each, workingDirectory),
  }));
}

/** A recreation's destroy and create bear the same changes; they are shown once. */
export function distinctChanges(operations: Operation[]): PlannedChange[] {
  return [...new Map(operations.flatMap(each => each.changes).map(change => [change.path, change])).values()];
}

/** Why a resource comes, goes or is made again. */
export function operationSource(operation: Operation, workingDirectory: string): string {
  if (operation.drift && operation.observed?.attributes['state'] === 'STOPPED')
    return `drift: ${ending(operation)}`;
  if (operation.drift) return `drift: ${outsideActs[operation.action] ?? 'changed'} outside lxc-compose`;
  return operation.position ? formatPosition(operation.position, workingDirectory) : '';
}

function ending({ observed }: Operation): string {
  const code = observed!.attributes['exit_code'];
  return observed!.attributes['stopped_by_user'] === true
    ? 'it was stopped'
    : `it ended${code === null || code === undefined ? '' : ` with status ${String(code)}`}`;
}

const outsideActs: Partial<Record<Operation['action'], string>> = { create: 'removed', start: 'stopped' };

/** Why: the line that asks for it; for drift where the kernel's value was read. */
export function changeSource(change: PlannedChange, workingDirectory: string): string {
  const kernel = change.kernel ? escapeText(change.kernel) : undefined;
  if (change.drift) return `drift: ${kernel ?? 'changed outside lxc-compose'}`;
  if (change.position) return formatPosition(change.position, workingDirectory);
  return kernel ? `kernel: ${kernel}` : '';
}

/** `Plan: 2 to add, …` */
export function formatSummary(summary: PlanSummary): string {
  const { add, change, restart, recreate, destroy, drift, total } = summary;
  const counts = `${add} to add, ${change} to change (live), ${restart} to restart, ${recreate} to recreate, ${destroy} to destroy.`;
  const drifted = drift > 0 ? ` ${drift} of ${total} ${drift === 1 ? 'is' : 'are'} drift.` : '';
  return `Plan: ${total === 0 ? 'nothing to do. ' : ''}${counts}${drifted}`;
}

function paintMark(palette: Palette, disruption: Disruption, mark: string): string {
  if (disruption === 'create') return palette.green(mark);
  return disruption === 'live' || disruption === 'restart' ? palette.yellow(mark) : palette.red(mark);
}

/** The plan for programs (docs/commands.md): fields are added, never renamed. */
export function planDocument(plan: Plan, workingDirectory: string): object {
  return {
    schema: 'lxc-compose/plan/v1',
    project: plan.project,
    operations: plan.operations.map(operation => ({
      id: operation.id,
      kind: operation.kind,
      resource: operation.resource,
      action: operation.action,
      disruption: operation.disruption,
      attributes: operation.changes.map(change => ({
        path: change.path,
        from: change.from ?? null,
        to: change.to ?? null,
        source: changeSource(change, workingDirectory),
        drift: change.drift,
      })),
      drift: operation.drift,
      dependsOn: operation.dependsOn,
    })),
    summary: summarize(plan),
    warnings: plan.warnings,
  };
}
