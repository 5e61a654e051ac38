/** Which line of the user's files asked for something. */
import type { Position, Project } from './project.js';

/**
 * The position that asked for `path`, or for the nearest parent that has one.
 * Scaled instances fall back to their service's path.
 */
export function positionOf(
  project: Pick<Project, 'positions' | 'containers'>,
  path: string,
): Position | undefined {
  return nearest(project, path) ?? nearest(project, servicePath(project, path));
}

/** As `positionOf` for many members of one path, whose own place is looked up once. */
export function positionsBelow(
  project: Pick<Project, 'positions' | 'containers'>,
  path: string,
): (member: string) => Position | undefined {
  const own = nearest(project, path) ? path : servicePath(project, path);
  const fallback = nearest(project, own);
  return member => {
    const position = project.positions[`${own}.${member}`];
    return position ?? (member.includes('.') ? nearest(project, `${own}.${member}`) : fallback);
  };
}

function nearest(project: Pick<Project, 'positions'>, path: string): Position | undefined {
  for (
    let current = path;
    current !== '';
    current = current.slice(0, Math.max(0, current.lastIndexOf('.')))
  ) {
    const position = project.positions[current];
    if (position && (current.includes('.') || path === current)) return position;
  }
  return undefined;
}

function servicePath(project: Pick<Project, 'containers'>, path: string): string {
  const match = /^containers\.([^.]+)(.*)$/.exec(path);
  const container = match && project.containers.find(each => each.name === match[1]);
  return container ? `containers.${container.service}${match[2]}` : path;
}
