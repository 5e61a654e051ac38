/** A plan in the form that was asked for. */
import type { Plan } from '../../model/operation.js';
import type { Output } from '../output.js';
import { renderJson } from '../table.js';
import { planDocument, renderPlan } from './text.js';

export const planFormats = ['text', 'json', 'markdown', 'github', 'junit'] as const;

/** Each form is loaded only when it is asked for. */
export async function printPlan(
  plan: Plan,
  format: string | undefined,
  workingDirectory: string,
  output: Output,
): Promise<void> {
  output.data(await formatPlan(plan, format, workingDirectory, output));
}

async function formatPlan(
  plan: Plan,
  format: string | undefined,
  workingDirectory: string,
  output: Output,
): Promise<string> {
  switch (format) {
    case 'json':
      return renderJson(planDocument(plan, workingDirectory));
    case 'markdown':
      return (await import('./markdown.js')).renderPlanMarkdown(plan, workingDirectory);
    case 'github':
      return (await import('./github.js')).renderPlanGithub(plan, workingDirectory);
    case 'junit':
      return (await import('./junit.js')).renderPlanJUnit(plan, workingDirectory);
    default:
      return renderPlan(plan, workingDirectory, output.dataColours);
  }
}
