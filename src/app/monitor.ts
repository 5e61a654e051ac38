import { EventStream } from '../runtime/events.js';
import { projectDirectories } from '../store/directories.js';
import type { ContainerEvent, Invocation } from './contract.js';
import { load } from './load.js';
import { namedContainers } from './scope.js';

/**
 * Every transition of the project's containers, also of those that come later.
 * @param containers empty = all
 * @throws Problem (64) for a name that the project does not have
 */
export async function* monitor(
  invocation: Invocation,
  containers: string[],
  signal: AbortSignal,
): AsyncIterable<ContainerEvent> {
  const { project } = await load(invocation);
  namedContainers(project, containers);
  const stream = new EventStream(projectDirectories(project.name).run);
  const services = new Map(project.containers.map(each => [each.name, each.service]));
  const isMeant = (name: string) =>
    containers.length === 0 || containers.includes(name) || containers.includes(services.get(name) ?? '');
  try {
    for await (const event of stream.follow(signal)) if (isMeant(event.container)) yield event;
  } finally {
    stream.close();
  }
}
