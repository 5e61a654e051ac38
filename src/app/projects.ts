import { readdirSync } from 'node:fs';
import { readContainers } from '../runtime/living.js';
import { projectDirectories, stateBase } from '../store/directories.js';
import { readRecord } from '../store/record.js';

/** Every project that has state on this host. */
export async function projects(): Promise<
  { name: string; file: string | null; running: number; stopped: number }[]
> {
  return list().map(name => {
    const directories = projectDirectories(name);
    const containers = [...readContainers(directories.run).values()];
    const stopped = containers.filter(each => each.state === 'STOPPED').length;
    return { name, file: readRecord(directories.state).file, running: containers.length - stopped, stopped };
  });
}

function list(): string[] {
  try {
    return readdirSync(stateBase())
      .filter(name => !name.startsWith('.'))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
