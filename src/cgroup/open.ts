/** The driver for this host's hierarchies. */
import { closeSync, constants, openSync, readdirSync, readFileSync, rmdirSync, writeSync } from 'node:fs';
import { cgroupRoot, containerCgroup } from '../model/mark.js';
import { ExitCode, Problem } from '../model/problem.js';
import type { Attributes } from '../model/resource.js';
import type { CgroupLaunch } from '../native/launch-plan.js';
import { destroyTree } from './destroy.js';
import type { CgroupDriver, CgroupRequest } from './index.js';
import { type LimitFile, roundAsKernel, v1Files, v2Files } from './limit-file.js';
import { type CgroupMounts, readCgroupMounts } from './mounts.js';
import { defaultDevices, SharedCgroups } from './shared.js';

/** @param mounts for tests on a temporary directory */
export function openCgroups(mounts: CgroupMounts = readCgroupMounts()): CgroupDriver {
  const files = mounts.layout === 'v2' ? v2Files : v1Files;

  const hierarchy = (controller: string): string | null =>
    mounts.layout === 'v2' ? mounts.unified : (mounts.controllers.get(controller) ?? null);
  const place = (key: string, project: string, container: string): { file: LimitFile; path: string } => {
    const file = fileOf(files, key, mounts);
    const root = hierarchy(file.controller);
    if (root === null) throw missingController(file.controller, key);
    return { file, path: `${root}/${containerCgroup(project, container)}/${file.file}` };
  };
  const roots = (): string[] => [
    ...new Set([...mounts.controllers.values(), ...(mounts.unified ? [mounts.unified] : [])]),
  ];
  const shared = new SharedCgroups(mounts);

  return {
    layout: mounts.layout,
    launch: (project, container, request) => launch(mounts, shared, place, project, container, request),
    describe(project, container, key, value) {
      const { file, path } = place(key, project, container);
      return [{ path, value: file.format(value ?? null) }];
    },
    read(project, containers) {
      const found = new Map<string, Attributes>();
      for (const { name, keys } of containers) {
        const attributes: Attributes = {};
        for (const key of keys) {
          const { file, path } = place(key, project, name);
          const text = readQuietly(path);
          if (text !== null) attributes[key] = file.parse(text);
        }
        found.set(name, attributes);
      }
      return found;
    },
    write(project, container, key, value) {
      const { file, path } = place(key, project, container);
      writeOrThrow(path, file.format(value ?? null), key);
      const now = file.parse(readFileSync(path, 'utf8'));
      if (now !== roundAsKernel(key, value ?? null)) {
        throw new Problem(
          `the limit ${key} did not take: it is ${String(now)} after writing ${String(value)}`,
          {
            kernel: { step: 'read a limit back', call: 'read', errno: 'EINVAL', path },
          },
        );
      }
    },
    containers(project) {
      const names = roots().flatMap(root => directories(`${root}/${cgroupRoot}/${project}`));
      return [...new Set(names)].filter(name => !name.startsWith('.')).sort();
    },
    async destroy(project, container) {
      await destroyTree(roots().map(root => `${root}/${containerCgroup(project, container)}`));
    },
    removeProject(project) {
      for (const root of roots()) {
        for (const each of [`${project}/${defaultDevices}`, project, ''])
          removeQuietly(`${root}/${cgroupRoot}/${each}`);
      }
    },
    usage(project, container) {
      const read = (controller: string, v1: string, v2: string): number | null => {
        const root = hierarchy(controller);
        const file = mounts.layout === 'v2' ? v2 : v1;
        const text =
          root === null ? null : readQuietly(`${root}/${containerCgroup(project, container)}/${file}`);
        return text === null ? null : Number(text);
      };
      return {
        memory: read('memory', 'memory.usage_in_bytes', 'memory.current'),
        cpuNs: read('cpuacct', 'cpuacct.usage', 'cpu.stat.local'),
        pids: read('pids', 'pids.current', 'pids.current'),
        oomKills: null,
      };
    },
  };
}

type Place = (key: string, project: string, container: string) => { file: LimitFile; path: string };

/** v1: a directory in each hierarchy that a limit or rule needs, plus a leaf of the unified one for cgroup.kill. */
function launch(
  mounts: CgroupMounts,
  shared: SharedCgroups,
  place: Place,
  project: string,
  container: string,
  request: CgroupRequest,
): CgroupLaunch {
  const writes: CgroupLaunch['writes'] = [];
  const needed = new Set<string>();
  const own = containerCgroup(project, container);
  for (const [key, value] of Object.entries(request.limits)) {
    if (value === undefined || typeof value === 'object') continue;
    const { file, path } = place(key, project, container);
    needed.add(file.controller);
    if (key === 'cpuset' && mounts.layout !== 'v2') {
      // v1: tasks are refused (ENOSPC) while cpuset.mems is empty.
      const root = mounts.controllers.get('cpuset')!;
      const value = readFileSync(`${root}/cpuset.mems`, 'utf8').trim();
      writes.push({ path: `${root}/${own}/cpuset.mems`, value });
    }
    writes.push({ path, value: file.format(value), readBack: file.format(roundAsKernel(key, value)) });
  }
  const taskFiles: string[] = [];
  if (mounts.layout !== 'v2')
    taskFiles.push(...shared.devices(project, own, request.devices, writes, needed));
  const v1Roots =
    mounts.layout === 'v2' ? [] : [...needed].map(controller => mounts.controllers.get(controller)!);
  const all = [...new Set([...v1Roots, ...(mounts.unified ? [mounts.unified] : [])])];
  shared.prepare(all, project, needed);
  return {
    directories: all.map(root => `${root}/${own}`),
    writes,
    taskFiles: [...taskFiles, ...v1Roots.map(root => `${root}/${own}/tasks`)],
    ...(mounts.unified ? { unified: `${mounts.unified}/${own}` } : {}),
    ...deviceFilter(mounts, request),
    remove: all.map(root => `${root}/${own}`),
  };
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

function fileOf(files: Record<string, LimitFile>, key: string, mounts: CgroupMounts): LimitFile {
  const known = files[key];
  if (known) return known;
  throw new Problem(`the limit ${key} is not available on this host`, {
    exitCode: ExitCode.unavailable,
    remedy: `Its controllers are mounted as cgroup ${mounts.layout}; leave ${key} out, or boot with cgroup v2.`,
  });
}

function missingController(controller: string, key: string): Problem {
  return new Problem(`${controller} controller not available for the limit ${key}`, {
    exitCode: ExitCode.unavailable,
    kernel: { step: 'find the controller', call: 'open', errno: 'ENOENT', path: '/proc/self/mountinfo' },
    remedy: `Mount it, or enable it on the kernel command line (cgroup_enable=${controller}).`,
  });
}

function writeOrThrow(path: string, value: string, key: string): void {
  try {
    const file = openSync(path, constants.O_WRONLY);
    try {
      writeSync(file, value);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const { code = 'EIO', syscall = 'write' } = error as NodeJS.ErrnoException;
    const busy =
      code === 'EBUSY' ? 'More than that is in use: free some first, or choose a higher limit.' : undefined;
    throw new Problem(`cannot set the limit ${key} to ${value}`, {
      kernel: { step: 'write a limit', call: syscall, errno: code, path },
      ...(busy ? { remedy: busy } : {}),
      cause: error,
    });
  }
}

function readQuietly(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function directories(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true }).flatMap(each =>
      each.isDirectory() ? [each.name] : [],
    );
  } catch {
    return [];
  }
}

/** Busy or gone is fine: another project, or nothing, is in it. */
function removeQuietly(path: string): void {
  try {
    rmdirSync(path);
  } catch {
    // See above.
  }
}
