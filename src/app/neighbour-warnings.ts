import { needsManyNeighbours, neighbourWarnings } from '../model/neighbours.js';
import type { Project } from '../model/project.js';
import { readNeighbourThresholds } from '../runtime/neighbour-thresholds.js';

/** What `plan` and `up` say of neighbour tables that are too small; reads nothing for a project of usual size. */
export function warnOfNeighbours(project: Project): string[] {
  return needsManyNeighbours(project) ? neighbourWarnings(project, readNeighbourThresholds()) : [];
}
