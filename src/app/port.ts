import type { PublishedPort } from '../model/project.js';
import type { Invocation } from './contract.js';
import { load } from './load.js';
import { namedContainers } from './scope.js';

/** The ports of a container that the host publishes. */
export async function port(invocation: Invocation, container: string): Promise<PublishedPort[]> {
  const { project } = await load(invocation);
  const names = namedContainers(project, [container]);
  return project.containers.filter(each => names.includes(each.name)).flatMap(each => each.ports);
}
