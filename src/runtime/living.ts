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
  const found: LivingContainer[] = [];
  for (const name of list(`${runDirectory}/containers`)) {
    const status = readStatus(`${runDirectory}/containers/${name}/status`);
    if (status && status.bootId === bootId)
      found.push({ ...status, name, applied: parseApplied(status.applied) });
  }
  const identities: [number, number][] = [];
  for (const each of found) {
    if (each.pid !== null && each.pidInode !== null) identities.push([each.pid, each.pidInode]);
  }
  const alive = identities.length > 0 ? loadNative().processesAlive(identities) : [];
  let next = 0;
  return new Map(
    found.map(each => {
      const lives = each.pid !== null && each.pidInode !== null && alive[next++] === true;
      const stopped = { state: 'STOPPED' as const, pid: null, pidInode: null };
      return [
        each.name,
        lives || each.state === 'STOPPED' || each.state === 'STARTING' ? each : { ...each, ...stopped },
      ];
    }),
  );
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
