/** Reads the containers' status files and believes them only as far as the kernel confirms. */
import { readdirSync, readFileSync } from 'node:fs';
import { loadNative } from '../native/index.js';
import type { AppliedLaunch, LivingContainer } from './snapshot.js';

interface StatusFile extends Omit<LivingContainer, 'name' | 'applied'> {
  version: number;
  container: string;
  bootId: string;
  applied: string;
}

/** @param runDirectory the project's. Status files of another boot are ignored: /run need not be a tmpfs. */
export function readContainers(runDirectory: string): Map<string, LivingContainer> {
  const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  const read = (name: string): LivingContainer | null => {
    const status = readStatus(`${runDirectory}/containers/${name}/status`);
    return status?.bootId === bootId ? { ...status, name, applied: parseApplied(status.applied) } : null;
  };
  const found = list(`${runDirectory}/containers`)
    .map(read)
    .filter(each => each !== null);
  const ended = new Set(
    without(found, each => [each.pid, each.pidInode]).filter(each => each.state !== 'STOPPED'),
  );
  const orphaned = new Set(without([...ended], each => [each.monitor, each.monitorInode]));
  return new Map(
    found.map(each => {
      if (!ended.has(each)) return [each.name, each];
      // Its monitor may have written the end and gone since the first look; after it nobody writes.
      const last = orphaned.has(each) ? (read(each.name) ?? each) : each;
      if (last.state === 'STOPPED' || (last.state === 'STARTING' && !orphaned.has(each)))
        return [each.name, last];
      return [
        each.name,
        { ...last, state: orphaned.has(each) ? 'STOPPED' : 'STOPPING', pid: null, pidInode: null },
      ];
    }),
  );
}

/**
 * As readContainers, but waits while a container has ended and its monitor has not yet said how: a plan made in that
 * moment would take a job that did its work for one that must be stopped.
 */
export async function readSettledContainers(runDirectory: string): Promise<Map<string, LivingContainer>> {
  const end = Date.now() + longestSettlingMs;
  for (;;) {
    const containers = readContainers(runDirectory);
    const settling = [...containers.values()].some(each => each.state === 'STOPPING' && each.pid === null);
    if (!settling || Date.now() > end) return containers;
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

/** A monitor needs milliseconds, unless the cgroups of what it buries stay busy. */
const longestSettlingMs = 2000;

/** Whether one that lived when it was read has ended since: what was seen of it meanwhile is half of two states. */
export function hasEnded(containers: Iterable<LivingContainer>): boolean {
  const lived = [...containers].filter(each => each.pid !== null);
  return without(lived, each => [each.pid, each.pidInode]).length > 0;
}

/** Those whose process is not there (any more). */
function without(
  containers: LivingContainer[],
  process: (container: LivingContainer) => [number | null, number | null],
): LivingContainer[] {
  const identities = containers.map(each => process(each).map(part => part ?? 0) as [number, number]);
  const alive = identities.length > 0 ? loadNative().processesAlive(identities) : [];
  return containers.filter((_, index) => !alive[index]);
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function readStatus(path: string): StatusFile | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as StatusFile;
  } catch {
    return null;
  }
}

function parseApplied(text: string): AppliedLaunch | null {
  try {
    return JSON.parse(text) as AppliedLaunch;
  } catch {
    return null;
  }
}
