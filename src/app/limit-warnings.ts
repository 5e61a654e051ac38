/** What `plan` and `up` say of limits beside the changes: files in other words, and limits below what is in use. */
import { basename } from 'node:path';
import { readCgroupMounts } from '../cgroup/mounts.js';
import { openCgroups } from '../cgroup/open.js';
import { readUsage } from '../cgroup/usage.js';
import type { Operation } from '../model/operation.js';
import type { Project } from '../model/project.js';

/** Reads cgroup files only of the containers whose limits change. */
export function warnOfLimits(project: Project, operations: readonly Operation[]): string[] {
  return [...translated(project), ...belowUse(project, operations)];
}

/** Raw files that this host has under the other generation's name. */
function translated(project: Project): string[] {
  if (project.containers.every(({ cgroup }) => Object.keys(cgroup).length === 0)) return [];
  const cgroups = openCgroups();
  return project.containers.flatMap(({ name, cgroup }) =>
    Object.entries(cgroup).flatMap(([file, asked]) => {
      const { path, value } = cgroups.describe(project.name, name, file, asked)[0]!;
      const here = basename(path);
      if (here === file) return [];
      return [
        `containers.${name}.cgroup.${file}: this host has ${here} in its place: ${asked} becomes ${value}`,
      ];
    }),
  );
}

/** The kernel takes such a limit by reclaiming or killing what is above it, or refuses it. */
function belowUse(project: Project, operations: readonly Operation[]): string[] {
  return operations.flatMap(({ kind, action, container, changes }) => {
    if (kind !== 'limits' || action !== 'update' || container === undefined) return [];
    const changed = changes.filter(({ attribute }) => attribute === 'memory' || attribute === 'pids');
    if (changed.length === 0) return [];
    const usage = readUsage(readCgroupMounts(), project.name, container);
    return changed.flatMap(({ attribute, to }) => {
      const used = attribute === 'memory' ? usage.memory : usage.processes;
      if (typeof to !== 'number' || used === null || used <= to) return [];
      const what = attribute === 'memory' ? `${used} bytes` : `${used} processes`;
      const then =
        attribute === 'memory'
          ? 'the kernel has to free some; else cgroup v1 refuses and v2 kills'
          : 'no process can be started until some have ended';
      return [`containers.${container}.limits.${attribute} is below current use, ${what}: ${then}`];
    });
  });
}
