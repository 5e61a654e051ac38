import type { Output } from './output.js';
import { asProblem, renderProblem } from './render-problem.js';

/**
 * What a command ends with when it threw: `Error: ` and the problem. A fault of our own shows its stack when
 * LXC_COMPOSE_DEBUG is set.
 */
export async function renderError(
  error: unknown,
  output: Output,
  surroundings: { environment: Record<string, string | undefined>; workingDirectory: string },
): Promise<string> {
  const sentence = `${output.noteColours.red('Error:')} ${renderProblem(asProblem(error), surroundings.workingDirectory)}`;
  const stack =
    error instanceof Error && surroundings.environment['LXC_COMPOSE_DEBUG'] ? `${error.stack}\n` : '';
  return sentence + stack;
}
