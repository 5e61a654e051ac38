/** Which containers a verb is about: names given, and what they depend on. */
import { containersJoined } from '../model/namespaces.js';
import { ExitCode, Problem } from '../model/problem.js';
import type { Project } from '../model/project.js';
import type { Invocation } from './contract.js';

/**
 * @param names services or instances; empty = all, as null
 * @throws Problem (64) for a name that the project does not have
 */
export function scopeOf(project: Project, names: string[]): Set<string> | null {
  if (names.length === 0) return null;
  const scope = new Set<string>();
  const add = (name: string): void => {
    if (scope.has(name)) return;
    scope.add(name);
    const container = project.containers.find(each => each.name === name);
    for (const dependency of container?.dependsOn ?? []) add(dependency.container);
    if (container?.networkMode.mode === 'container') add(container.networkMode.container);
    for (const joined of containersJoined(container?.namespaces ?? {})) add(joined);
  };
  for (const name of namedContainers(project, names)) add(name);
  return scope;
}

/** LXC_COMPOSE_IGNORE_ORPHANS: containers that left the spec are not even mentioned. */
export function ignoresOrphans({ environment }: Invocation): boolean {
  return /^(1|true|yes|on)$/i.test(environment['LXC_COMPOSE_IGNORE_ORPHANS'] ?? '');
}

/** Instances by their own name or their service's. */
export function namedContainers(project: Project, names: string[]): string[] {
  return names.flatMap(name => {
    const found = project.containers.filter(each => each.name === name || each.service === name);
    if (found.length === 0) {
      throw new Problem(`no container "${name}" in this project`, {
        exitCode: ExitCode.usage,
        remedy: `There are: ${project.containers.map(each => each.name).join(', ')}.`,
      });
    }
    return found.map(each => each.name);
  });
}
