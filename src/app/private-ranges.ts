import type { Project } from '../model/project.js';

/** The containers that need a range of host ids of their own. */
export function privateRanges(project: Project): string[] {
  return project.containers
    .filter(each => each.security.idmap === 'auto' && !each.security.privileged)
    .map(each => each.name);
}
