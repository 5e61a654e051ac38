import { readCgroupMounts } from '../cgroup/mounts.js';
import { readUsage } from '../cgroup/usage.js';
import { readTraffic } from '../runtime/traffic.js';
import type { ContainerSample, Invocation } from './contract.js';
import { runningContainers } from './running.js';

/** One look at what running containers use. @param names empty = all that run */
export async function stats(invocation: Invocation, names: string[]): Promise<ContainerSample[]> {
  const { project, containers } = await runningContainers(invocation, names);
  const mounts = readCgroupMounts();
  return containers.map(({ name, pid }) => {
    const traffic = readTraffic(pid);
    return {
      project,
      name,
      pid,
      at: performance.now(),
      usage: readUsage(mounts, project, name),
      received: traffic.reduce((sum, each) => sum + each.received, 0),
      sent: traffic.reduce((sum, each) => sum + each.sent, 0),
    };
  });
}
