/** The spec as text, with a comment above each member that tells where it was taken from. */

import type { Adopted } from './adopted.js';
import { formatCommented } from './commented.js';

/** @param head lines of comment at the top */
export function formatAdopted(name: string, adopted: Adopted, head: readonly string[]): string {
  const { networks, links, containers, volumes, configs, secrets, comments } = adopted;
  const spec = {
    name,
    ...(Object.keys(networks).length > 0 && { networks }),
    ...(links.length > 0 && { links }),
    containers,
    ...(Object.keys(volumes).length > 0 && { volumes }),
    ...(Object.keys(configs).length > 0 && { configs }),
    ...(Object.keys(secrets).length > 0 && { secrets }),
  };
  return formatCommented({ spec, head, comments: new Map(Object.entries(comments)), tail: [] });
}
