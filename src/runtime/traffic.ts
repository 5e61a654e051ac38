/** Bytes that went through a container's interfaces, as the kernel counts them inside. */
import { readQuietly } from '../cgroup/read-quietly.js';

export interface Traffic {
  interface: string;
  received: number;
  sent: number;
}

/** Without loopback. @param pid a process of the container */
export function readTraffic(pid: number): Traffic[] {
  const lines = (readQuietly(`/proc/${pid}/net/dev`) ?? '').split('\n').slice(2);
  return lines.flatMap(line => {
    const [name, numbers] = line.split(':');
    const counts = numbers?.trim().split(/\s+/).map(Number);
    if (!counts || name!.trim() === 'lo') return [];
    return [{ interface: name!.trim(), received: counts[0]!, sent: counts[8]! }];
  });
}
