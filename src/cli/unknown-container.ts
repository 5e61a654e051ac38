import { ExitCode, Problem } from '../model/problem.js';
import { suggestion } from '../spec/suggest.js';

/** A name that no container of the project has; suggests the nearest that there is. */
export function unknownContainer(name: string, known: readonly string[]): Problem {
  return new Problem(`there is no container "${name}" in this project${suggestion(name, known)}`, {
    exitCode: ExitCode.failed,
    remedy:
      known.length > 0 ? `There are: ${known.join(', ')}.` : 'There are none; `lxc-compose up` makes them.',
  });
}
