import type { ApplyResult, Invocation } from '../app/contract.js';
import { summarize } from '../model/plan-summary.js';
import type { CommandContext } from './command.js';
import { formatDuration, parseDuration } from './duration.js';
import { escapeText } from './escape.js';
import { flag, type OptionValues, text } from './options.js';
import { exitCodeOfApply } from './outcome.js';
import { renderProblem } from './render-problem.js';
import { createProgress } from './render-progress.js';
import { notSupportedYet } from './usage.js';

/**
 * Does the work of a verb that changes the host: shows progress meanwhile, then tells what failed, what was skipped for
 * it and what verify found, and gives the exit code.
 */
export async function applyAndTell(
  context: CommandContext,
  work: (invocation: Invocation) => Promise<ApplyResult>,
): Promise<number> {
  const { values, invocation, output, now } = context;
  const kind = flag(values, 'quiet') ? 'quiet' : (text(values, 'progress') ?? 'auto');
  const progress = createProgress(kind, output, now);
  const startedAt = now();
  let result: ApplyResult;
  try {
    result = await work({ ...invocation, report: event => progress.report(event) });
  } finally {
    progress.finish();
  }
  const told = renderFailures(result, context);
  if (kind === 'json') return exitCodeOfApply(result);
  output.note(told);
  if (kind !== 'quiet') output.note(`${renderDone(result, now() - startedAt)}\n`);
  return exitCodeOfApply(result);
}

function renderFailures(result: ApplyResult, { invocation, output }: CommandContext): string {
  const error = output.noteColours.red('Error:');
  const lines = result.failed.map(
    ({ problem }) => `${error} ${renderProblem(problem, invocation.workingDirectory)}`,
  );
  if (result.skipped.length > 0) {
    const resources = [...new Set(result.skipped.map(operation => escapeText(operation.resource)))];
    lines.push(`Skipped, because they need what failed: ${resources.join(', ')}.\n`);
  }
  for (const path of result.leftOver)
    lines.push(`${error} still not as wanted after the work: ${escapeText(path)}.\n`);
  return lines.join('');
}

/** `lab: 3 added, 1 changed, 2 failed in 0.4 s.` */
function renderDone(result: ApplyResult, milliseconds: number): string {
  const summary = summarize({ ...result.plan, operations: result.done });
  const counts: [number, string][] = [
    [summary.add, 'added'],
    [summary.change, 'changed'],
    [summary.restart, 'restarted'],
    [summary.recreate, 'recreated'],
    [summary.destroy, 'removed'],
    [result.failed.length, 'failed'],
    [result.skipped.length, 'skipped'],
  ];
  const told = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const project = escapeText(result.plan.project);
  return told.length === 0
    ? `${project}: nothing to do.`
    : `${project}: ${told.join(', ')} in ${formatDuration(milliseconds)}.`;
}

/** The grace period of `-t`, in milliseconds; null = each container's own. */
export function graceOf(values: OptionValues): number | null {
  const timeout = text(values, 'timeout');
  return timeout === undefined ? null : parseDuration(timeout, '--timeout');
}

/** Refuses `--dry-run` where a plan of the verb cannot be shown yet: never do what was only to be tried. @throws Problem (64) */
export function refuseDryRun(values: OptionValues, command: string): void {
  if (flag(values, 'dry-run')) throw notSupportedYet(`\`${command} --dry-run\``, command);
}
