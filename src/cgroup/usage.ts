/** Counters of a container, for tables. */
import type { CgroupUsage } from './index.js';
import { readQuietly } from './read-quietly.js';

/** @param directory of the container in a controller's hierarchy; null = there is none */
export function readUsage(v2: boolean, directory: (controller: string) => string | null): CgroupUsage {
  const read = (controller: string, v1File: string, v2File: string): number | null => {
    const place = directory(controller);
    const text = place === null ? null : readQuietly(`${place}/${v2 ? v2File : v1File}`);
    return text === null ? null : Number(text);
  };
  return {
    memory: read('memory', 'memory.usage_in_bytes', 'memory.current'),
    cpuNs: read('cpuacct', 'cpuacct.usage', 'cpu.stat.local'),
    pids: read('pids', 'pids.current', 'pids.current'),
    oomKills: null,
  };
}
