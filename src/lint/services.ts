import type { Container, Project } from '../model/project.js';

/** One instance of each container of the spec: a scaled one is written once and wrong once. */
export function servicesOf({ containers }: Project): Container[] {
  const seen = new Set<string>();
  return containers.filter(({ service }) => !seen.has(service) && seen.add(service));
}
