/** A new container's cgroups as data for the native side: directories, writes in kernel order, files to enter by. */
import { readFileSync } from 'node:fs';
import { limitAttributes } from '../model/limit-attributes.js';
import { containerCgroup } from '../model/mark.js';
import { ExitCode, Problem } from '../model/problem.js';
import type { Attributes } from '../model/resource.js';
import type { CgroupLaunch } from '../native/launch-plan.js';
import type { CgroupRequest } from './index.js';
import { LimitProblem } from './limit-problem.js';
import type { CgroupMounts } from './mounts.js';
import type { Place, Places } from './places.js';
import type { SharedCgroups } from './shared.js';

/** v1: a directory in each hierarchy that counts or that a limit or rule needs, plus a leaf of the unified one for cgroup.kill. */
export function launchCgroups(
  mounts: CgroupMounts,
  shared: SharedCgroups,
  places: Places,
  project: string,
  container: string,
  request: CgroupRequest,
): CgroupLaunch {
  const own = containerCgroup(project, container);
  const wanted: Attributes = { ...limitAttributes(request.limits), ...request.raw };
  const limits = inKernelOrder(Object.keys(wanted)).map(key => places.find(key, project, container));
  // Also those that nothing limits: their use is counted there, and a limit that comes later needs no restart.
  const needed = new Set([...places.counting(), ...limits.map(each => each.file.controller)]);
  const writes = [...memoryNodes(mounts, own, needed), ...limitWrites(limits, wanted)];
  const taskFiles: string[] = [];
  if (mounts.layout !== 'v2')
    taskFiles.push(...shared.devices(project, own, request.devices, writes, needed));
  const v1Roots =
    mounts.layout === 'v2' ? [] : [...needed].map(controller => mounts.controllers.get(controller)!);
  const all = [...new Set([...v1Roots, ...(mounts.unified ? [mounts.unified] : [])])];
  shared.prepare(all, project, needed);
  for (const limit of limits) places.demand(limit, project);
  return {
    directories: all.map(root => `${root}/${own}`),
    writes,
    taskFiles: [...taskFiles, ...[...new Set(v1Roots)].map(root => `${root}/${own}/tasks`)],
    ...(mounts.unified ? { unified: `${mounts.unified}/${own}` } : {}),
    ...(mounts.unified && request.owner !== undefined && { owner: request.owner }),
    ...deviceFilter(mounts, request),
    remove: all.map(root => `${root}/${own}`),
  };
}

/** In v1 swap is counted together with memory and can be no lower: in a new cgroup it comes second. */
function inKernelOrder(keys: string[]): string[] {
  return keys.includes('swap') ? [...keys.filter(key => key !== 'swap'), 'swap'] : keys;
}

/** The rates of a device are one line in v2: each of them gives the same write, which is made once. */
function limitWrites(limits: Place[], wanted: Attributes): CgroupLaunch['writes'] {
  const writes = new Map<string, CgroupLaunch['writes'][number]>();
  for (const { key, file, path } of limits) {
    const value = wanted[key]!;
    const text = file.format(value, wanted);
    const readBack = file.shown?.(value) ?? file.format(file.kept(value), wanted);
    writes.set(`${path} ${text}`, { path, value: text, readBack });
  }
  return [...writes.values()];
}

/** v1: tasks are refused (ENOSPC) while cpuset.mems or cpuset.cpus is empty. */
function memoryNodes(mounts: CgroupMounts, own: string, needed: ReadonlySet<string>): CgroupLaunch['writes'] {
  const root = mounts.layout === 'v2' || !needed.has('cpuset') ? undefined : mounts.controllers.get('cpuset');
  if (root === undefined) return [];
  return ['cpuset.mems', 'cpuset.cpus'].map(file => ({
    path: `${root}/${own}/${file}`,
    value: readFileSync(`${root}/${file}`, 'utf8').trim(),
  }));
}

/** Where the kernel has no device controller, or nobody mounted it, a program of the unified cgroup takes its place. */
function deviceFilter(mounts: CgroupMounts, { devices }: CgroupRequest): Pick<CgroupLaunch, 'deviceRules'> {
  if (!devices || mounts.controllers.has('devices')) return {};
  if (mounts.unified) return { deviceRules: devices };
  throw new Problem('nothing on this host can restrict devices', {
    exitCode: ExitCode.unavailable,
    kernel: { step: 'find the controller', call: 'open', errno: 'ENOENT', path: '/proc/self/mountinfo' },
    remedy: 'Mount cgroup v2, or the devices controller of cgroup v1.',
  });
}

/** What a plan can tell before anything is made: generation, controllers, devices. @throws LimitProblem */
export function checkLimits(find: (key: string) => Place, wanted: Attributes): void {
  for (const [key, value] of Object.entries(wanted)) {
    const { file, path } = find(key);
    try {
      file.format(value, wanted);
    } catch (error) {
      if (error instanceof LimitProblem && error.kernel) error.kernel.path = path;
      throw error;
    }
  }
}
