import type { ProgressEvent } from '../app/contract.js';
import { summarize } from '../model/plan-summary.js';
import type { Problem } from '../model/problem.js';
import type { Output } from './output.js';
import type { Progress } from './progress.js';

/** One JSON object a line on standard error, for programs that show progress themselves. */
export class JsonProgress implements Progress {
  constructor(
    private readonly output: Output,
    private readonly now: () => number,
  ) {}

  report(event: ProgressEvent): void {
    this.output.note(`${JSON.stringify({ time: new Date(this.now()).toISOString(), ...describe(event) })}\n`);
  }

  finish(): void {}
}

function describe(event: ProgressEvent): object {
  if (event.type === 'plan')
    return { type: 'plan', project: event.plan.project, summary: summarize(event.plan) };
  if (event.type === 'warning' || event.type === 'waiting') return event;
  const { id, action, resource, container } = event.operation;
  const operation = { type: event.type, id, action, resource, ...(container ? { container } : {}) };
  if (event.type === 'begin') return operation;
  const result = event.problem ? 'failed' : event.skipped ? 'skipped' : 'done';
  return { ...operation, result, ...(event.problem ? { problem: problemDocument(event.problem) } : {}) };
}

/** A problem for programs: the same parts as the sentence that users read. */
function problemDocument(problem: Problem): object {
  const { message, position, kernel, remedy, exitCode } = problem;
  return {
    message,
    exitCode,
    ...(position ? { position } : {}),
    ...(kernel ? { kernel } : {}),
    ...(remedy ? { remedy } : {}),
  };
}
