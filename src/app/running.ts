/** Which of a project's containers a reading verb is about. */
import { Problem } from '../model/problem.js';
import { readContainers } from '../runtime/living.js';
import type { LivingContainer } from '../runtime/snapshot.js';
import { projectDirectories } from '../store/directories.js';
import type { Invocation } from './contract.js';
import { load } from './load.js';
import { namedContainers } from './scope.js';

export interface Running extends LivingContainer {
  pid: number;
}

/** @param names empty = all that run. @throws Problem for one that was named and does not run */
export async function runningContainers(
  invocation: Invocation,
  names: string[],
): Promise<{ project: string; containers: Running[] }> {
  const { project } = await load(invocation);
  const living = readContainers(projectDirectories(project.name).run);
  const chosen = names.length > 0 ? namedContainers(project, names) : [...living.keys()];
  const containers = chosen.flatMap(name => {
    const each = living.get(name);
    if (each?.pid != null) return [{ ...each, pid: each.pid }];
    if (names.length === 0) return [];
    throw new Problem(`${name} is not running`, { remedy: `Start it: lxc-compose start ${name}` });
  });
  return { project: project.name, containers };
}
