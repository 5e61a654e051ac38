/** Where a container's snapshots are: beside its own directory, because they outlive it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** No container's name begins with a dot. */
export const snapshotsEntry = '.snapshots';

export interface Snapshot {
  /** snap0, snap1, … as LXC names them. */
  name: string;
  /** Milliseconds since 1970. */
  time: number;
  comment: string;
}

export function snapshotDirectory(stateDirectory: string, container: string): string {
  return `${stateDirectory}/${snapshotsEntry}/${container}`;
}

/** In the order in which they were taken; a directory without its last file is one that was never finished. */
export function listSnapshots(stateDirectory: string, container: string): Snapshot[] {
  const directory = snapshotDirectory(stateDirectory, container);
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .flatMap(name => {
      const file = `${directory}/${name}/snapshot.json`;
      if (!existsSync(file)) return [];
      const { time, comment } = JSON.parse(readFileSync(file, 'utf8')) as { time: number; comment: string };
      return [{ name, time, comment }];
    })
    .sort((one, two) => one.time - two.time);
}
