import { readCgroupMounts } from '../cgroup/mounts.js';
import { containerCgroup } from '../model/mark.js';
import { listProcesses } from '../runtime/processes.js';
import type { Invocation, ProcessList } from './contract.js';
import { runningContainers } from './running.js';

/** Every process of running containers. @param names empty = all that run */
export async function top(invocation: Invocation, names: string[]): Promise<ProcessList[]> {
  const { project, containers } = await runningContainers(invocation, names);
  const mounts = readCgroupMounts();
  const root = mounts.unified ?? mounts.controllers.get('pids')!;
  return containers.map(({ name, pid }) => ({
    name,
    processes: listProcesses(`${root}/${containerCgroup(project, name)}`, pid),
  }));
}
