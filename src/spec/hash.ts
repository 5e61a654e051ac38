import { createHash } from 'node:crypto';
import type { Project } from '../model/project.js';
import { describeContainer } from './print/container.js';

/**
 * A digest of what the spec says of one container (SHA-256, hexadecimal): equal as long as nothing of it changes,
 * whatever the files look like. Instances of one service have the same; how many there are does not count.
 *
 * @param service the spec's key; it must have an instance
 */
export function hashOfService(project: Project, service: string): string {
  const container = project.containers.find(each => each.service === service)!;
  const nameless = {
    ...container,
    name: service,
    hostname: container.hostname === container.name ? service : container.hostname,
  };
  return createHash('sha256')
    .update(JSON.stringify(describeContainer(nameless, project)))
    .digest('hex');
}
