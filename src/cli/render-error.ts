import type { InvalidSpec } from '../app/load.js';
import { asProblem } from '../model/as-problem.js';
import type { Output } from './output.js';
import { renderProblem } from './render-problem.js';

/**
 * What a command ends with when it threw: every mistake of a spec with its line, or `Error: ` and the problem. A fault
 * of our own shows its stack when LXC_COMPOSE_DEBUG is set.
 */
export async function renderError(
  error: unknown,
  output: Output,
  surroundings: { environment: Record<string, string | undefined>; workingDirectory: string },
): Promise<string> {
  const colours = output.noteColours;
  const { workingDirectory, environment } = surroundings;
  if (isInvalidSpec(error)) {
    const { renderDiagnostic } = await import('./render-diagnostic.js');
    const rendered = error.diagnostics.map(each => {
      const text = renderDiagnostic(each, error.sources, workingDirectory, colours);
      return each.range ? text : `${colours.red('Error:')} ${text}`;
    });
    return rendered.join('');
  }
  const sentence = `${colours.red('Error:')} ${renderProblem(asProblem(error), workingDirectory)}`;
  const stack = error instanceof Error && environment['LXC_COMPOSE_DEBUG'] ? `${error.stack}\n` : '';
  return sentence + stack;
}

/** By its parts: its class is loaded with the spec only, and this file is loaded with everything. */
function isInvalidSpec(error: unknown): error is InvalidSpec {
  return error instanceof Error && 'diagnostics' in error && 'sources' in error;
}
