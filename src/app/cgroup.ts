import { readCgroupMounts } from '../cgroup/mounts.js';
import { type NamedFile, namedFile } from '../cgroup/named-file.js';
import type { CgroupOptions, Invocation } from './contract.js';
import { runningContainers } from './running.js';

/**
 * Reads, or writes and reads back, a file of a running container's cgroups. What is written stays until the container
 * ends or the next `up` puts what the spec says.
 */
export async function cgroup(invocation: Invocation, options: CgroupOptions): Promise<NamedFile> {
  const { project, containers } = await runningContainers(invocation, [options.container]);
  return namedFile(readCgroupMounts(), project, containers[0]!.name, options.file, options.value);
}
