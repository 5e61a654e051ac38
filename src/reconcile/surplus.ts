/** Containers on the host that the spec does not list: which of them it asks to be gone. */
import type { Project } from '../model/project.js';

/**
 * `scaled`: more instances of a container than the spec wants. `inactive`: the spec has it in a profile that is not
 * active, so it is nobody's business now. `orphan`: the spec does not know it.
 */
export type Surplus = 'scaled' | 'inactive' | 'orphan';

/** @param name of a container that is none of the project's instances */
export function surplusOf(name: string, project: Pick<Project, 'services'>): Surplus {
  const base = /^(.+)-[1-9]\d*$/.exec(name)?.[1];
  const service =
    project.services.find(each => each.name === name || each.containerName === name) ??
    project.services.find(each => each.name === base);
  if (!service) return 'orphan';
  return service.active ? 'scaled' : 'inactive';
}
