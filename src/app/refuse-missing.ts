/** What a spec asks of this host and the host has not is refused before anything is made. */
import type { Project } from '../model/project.js';
import { refuseMissingNamespaces } from '../runtime/launch-namespaces.js';
import { refuseMissingTraits } from '../runtime/launch-traits.js';

/** @throws Problem (69) with the line, the feature, and what to do */
export function refuseMissing(project: Project): void {
  refuseMissingNamespaces(project);
  refuseMissingTraits(project);
}
