/** What a plan needs to know of the host, begun early: programs run while the spec is still being read. */
import type { Project } from '../model/project.js';
import type { Resource } from '../model/resource.js';
import { observeAll } from '../runtime/kinds.js';
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
  const snapshot = takeSnapshot(name, projectDirectories(name).run, project, lookInside);
  const resources = await invocation.trace.span('observe', 'app', () => observeAll(snapshot));
  return { snapshot, resources, living: await snapshot.containers() };
}
