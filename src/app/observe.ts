/** What a plan needs to know of the host, begun early: programs run while the spec is still being read. */
import type { Project } from '../model/project.js';
import type { Resource } from '../model/resource.js';
import { observeAll } from '../runtime/kinds.js';
import { hasEnded } from '../runtime/living.js';
import type { LivingContainer, Snapshot } from '../runtime/snapshot.js';
import { takeSnapshot } from '../runtime/take-snapshot.js';
import { projectDirectories } from '../store/directories.js';
import type { Invocation } from './contract.js';

export interface Observation {
  snapshot: Snapshot;
  resources: Resource[];
  living: Map<string, LivingContainer>;
}

export async function observe(
  invocation: Invocation,
  name: string,
  project?: Project,
  lookInside = true,
): Promise<Observation> {
  for (let looks = 1; ; looks++) {
    const snapshot = takeSnapshot(name, projectDirectories(name).run, project, lookInside);
    const resources = await invocation.trace.span('observe', 'app', () => observeAll(snapshot));
    const living = await snapshot.containers();
    if (looks === mostLooks || !hasEnded(living.values())) return { snapshot, resources, living };
  }
}

/** One that keeps on ending and being restarted is never seen whole. */
const mostLooks = 5;
