/** The plan as workflow commands of GitHub Actions: a note at each line of the spec that something is done for. */
import { relative } from 'node:path';
import type { Plan } from '../../model/operation.js';
import { resourceChanges, summarize } from '../../model/plan-summary.js';
import type { Position } from '../../model/project.js';
import { escapeText } from '../escape.js';
import { distinctChanges, formatSummary } from './text.js';
import { formatValue } from './values.js';

/** Ends with a newline. What disturbs what is there is a warning, the rest a notice. Paths are told from `workingDirectory`. */
export function renderPlanGithub(plan: Plan, workingDirectory: string): string {
  const lines = resourceChanges(plan).map(({ disruption, resource, operations, drift }) => {
    const level = disruption === 'create' || disruption === 'live' ? 'notice' : 'warning';
    const changes = distinctChanges(operations);
    const position = operations[0]!.position ?? changes.find(each => each.position)?.position;
    const values =
      disruption === 'create' || disruption === 'destroy'
        ? []
        : changes.map(
            each => `${each.path} ${formatValue(each.path, each.from)} -> ${formatValue(each.path, each.to)}`,
          );
    const text = [`${disruption} ${resource}${drift ? ' (drift)' : ''}`, ...values].join('\n');
    return command(level, text, place(position, workingDirectory));
  });
  const warnings = plan.warnings.map(warning => command('warning', warning, {}));
  return `${[...lines, ...warnings, command('notice', formatSummary(summarize(plan)), {})].join('\n')}\n`;
}

function place(position: Position | undefined, workingDirectory: string): Record<string, string> {
  if (!position) return {};
  return {
    file: relative(workingDirectory, position.file),
    line: String(position.line),
    col: String(position.column),
  };
}

/** As the runner's toolkit writes them: properties may hold neither `,` nor `:` bare. */
function command(level: 'notice' | 'warning', text: string, properties: Record<string, string>): string {
  const given = Object.entries({ ...properties, title: 'lxc-compose plan' }).map(
    ([key, value]) => `${key}=${data(value).replaceAll(':', '%3A').replaceAll(',', '%2C')}`,
  );
  return `::${level} ${given.join(',')}::${data(text.split('\n').map(escapeText).join('\n'))}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
