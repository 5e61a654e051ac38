import { getPriority, setPriority } from 'node:os';
import { readCgroupMounts } from '../cgroup/mounts.js';
import { namedFile } from '../cgroup/named-file.js';
import { containerCgroup } from '../model/mark.js';
import { sharesOfNice } from '../model/nice.js';
import { Problem } from '../model/problem.js';
import { pidsBelow } from '../runtime/processes.js';
import type { Invocation, PriorityOptions } from './contract.js';
import { runningContainers } from './running.js';

/**
 * The nice value of a running container: of its cgroup among cgroups, and of each of its processes. Lasts until the
 * container ends or the next `up` puts the weight that the spec says.
 * @returns the value of its PID 1
 */
export async function priority(invocation: Invocation, options: PriorityOptions): Promise<number> {
  const { project, containers } = await runningContainers(invocation, [options.container]);
  const { name, pid } = containers[0]!;
  if (options.nice === undefined) return getPriority(pid);
  const mounts = readCgroupMounts();
  namedFile(mounts, project, name, 'cpu.shares', String(sharesOfNice(options.nice)));
  const root = mounts.unified ?? mounts.controllers.get('cpu')!;
  const changed = new Set<number>();
  // Until nobody new is found: children that are born meanwhile have their parent's old value.
  for (let round = 0; round < mostRounds; round++) {
    const found = pidsBelow(`${root}/${containerCgroup(project, name)}`).filter(each => !changed.has(each));
    if (found.length === 0) return getPriority(pid);
    for (const each of found) {
      changed.add(each);
      renice(each, options.nice);
    }
  }
  throw new Problem(`${name} makes new processes faster than their priority can be set`);
}

const mostRounds = 100;

function renice(pid: number, nice: number): void {
  try {
    setPriority(pid, nice);
  } catch (error) {
    // It has ended.
    if ((error as { info?: { code?: string } }).info?.code !== 'ESRCH') throw error;
  }
}
