/** Keys of LXC that a spec carries along ask for something that is not done here: a container with one is not brought up. */
import { isHarmless } from '../model/lxc-raw.js';
import { positionOf } from '../model/positions.js';
import { ExitCode } from '../model/problem.js';
import type { Project } from '../model/project.js';
import type { Diagnostic } from '../spec/diagnostic.js';
import { InvalidSpec } from './load.js';

/** @throws InvalidSpec (65) with the line of each key that cannot be done without */
export function refuseRaw(project: Project): void {
  const diagnostics = project.containers.flatMap(({ name, lxcRaw }) =>
    Object.entries(lxcRaw)
      .filter(([key, values]) => !isHarmless(key, values))
      .map(([key]): Diagnostic => {
        const range = positionOf(project, `containers.${name}.lxc_raw.${key}`);
        return {
          code: 'not-supported',
          severity: 'error',
          message: `container "${name}" asks for ${key}, which is not supported yet`,
          hint: 'remove the key to bring the container up without it; `config` and `export lxc` take it as it is',
          ...(range && { range }),
        };
      }),
  );
  if (diagnostics.length > 0) throw new InvalidSpec(ExitCode.invalidSpec, diagnostics, new Map());
}
