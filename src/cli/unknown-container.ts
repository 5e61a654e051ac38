import { ExitCode, Problem } from '../model/problem.js';
import { nearest } from './nearest.js';

/** A name that no container of the project has; suggests the nearest that there is. */
export function unknownContainer(name: string, known: readonly string[]): Problem {
  const suggestion = nearest(name, known);
  return new Problem(
    `there is no container "${name}" in this project${suggestion ? ` (did you mean "${suggestion}"?)` : ''}`,
    {
      exitCode: ExitCode.failed,
      remedy:
        known.length > 0 ? `There are: ${known.join(', ')}.` : 'There are none; `lxc-compose up` makes them.',
    },
  );
}
