/** What a plan needs to know of the host, begun early: programs run while the spec is still being read. */
import type { Project } from '../model/project.js';
import type { Resource } from '../model/resource.js';
import { observeAll } from '../runtime/kinds.js';
import { hasEnded } from '../runtime/living.js';
import { hasNamespaces } from '../runtime/observer.js';
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
    const settled = !hasEnded(living.values()) && (!lookInside || (await sawInsideAll(snapshot, living)));
    if (looks === mostLooks || settled) return { snapshot, resources, living };
  }
}

/** A program that is ending leaves its namespaces a moment before its pidfd tells that it has ended. */
async function sawInsideAll(
  snapshot: Snapshot,
  living: ReadonlyMap<string, LivingContainer>,
): Promise<boolean> {
  const namespaces = await snapshot.namespaces();
  return [...living.values()].every(each => !hasNamespaces(each) || namespaces.has(each.name));
}

/** One that keeps on ending and being restarted is never seen whole. */
const mostLooks = 5;
