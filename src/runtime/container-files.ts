import { rmSync } from 'node:fs';

/** Removes what a container alone owns on disk: its overlay layers and logs. Volumes are the project's. */
export function clearStateDirectory(stateDirectory: string, container: string): void {
  rmSync(`${stateDirectory}/${container}`, { recursive: true, force: true });
}
