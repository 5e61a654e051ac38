import type { Resource } from '../model/resource.js';

/** The containers that a point-to-point link joins: `links.web:eth2--db:eth1` joins web and db. */
export function linkContainers(resource: Resource): string[] {
  return resource.id
    .slice('links.'.length)
    .split('--')
    .map(end => end.slice(0, end.lastIndexOf(':')));
}
