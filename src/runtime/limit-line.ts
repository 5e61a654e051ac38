/** Gives what goes wrong with a limit the line that asks for it. */
import { LimitProblem, remedyOf } from '../cgroup/limit-problem.js';
import { limitAttributes, limitPath } from '../model/limit-attributes.js';
import { cgroupRoot } from '../model/mark.js';
import { positionOf } from '../model/positions.js';
import { Problem } from '../model/problem.js';
import type { Project } from '../model/project.js';
import type { Session } from './session.js';

/** Does something with the limits of a container. */
export function placeLimitProblem<Result>(project: Project, container: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof LimitProblem) setPosition(error, project, container, error.key);
    throw error;
  }
}

/** The native side names only the file that it could not write: the same, found by that. */
export function placeNativeLimitProblem(error: unknown, name: string, session: Session): unknown {
  if (!(error instanceof Problem) || !error.kernel?.path?.includes(`/${cgroupRoot}/`)) return error;
  const { path, errno } = error.kernel;
  const { cgroups, projectName, project } = session;
  const { limits, cgroup } = project.containers.find(each => each.name === name)!;
  const wanted = { ...limitAttributes(limits), ...cgroup };
  const key = Object.entries(wanted).find(([each, value]) =>
    cgroups.describe(projectName, name, each, value, wanted).some(write => write.path === path),
  )?.[0];
  if (key === undefined) return error;
  setPosition(error, project, name, key);
  const remedy = remedyOf(key, errno) ?? error.remedy;
  if (remedy !== undefined) error.remedy = remedy;
  return error;
}

function setPosition(problem: Problem, project: Project, container: string, key: string): void {
  const position = positionOf(project, limitPath(container, key));
  if (position) problem.position ??= position;
}
