/** The driver for this host's hierarchies. */
import { readdirSync, rmdirSync } from 'node:fs';
import { cgroupRoot, containerCgroup } from '../model/mark.js';
import { changeLimits } from './change.js';
import { destroyTree } from './destroy.js';
import type { CgroupDriver } from './index.js';
import { checkLimits, launchCgroups } from './launch.js';
import { type CgroupMounts, readCgroupMounts } from './mounts.js';
import { Places } from './places.js';
import { readLimits } from './read.js';
import { defaultDevices, SharedCgroups } from './shared.js';

/** @param mounts for tests on a temporary directory */
export function openCgroups(mounts: CgroupMounts = readCgroupMounts()): CgroupDriver {
  const places = new Places(mounts);
  const shared = new SharedCgroups(mounts);
  const finder = (project: string, container: string) => (key: string) =>
    places.find(key, project, container);
  const roots = (): string[] => [
    ...new Set([...mounts.controllers.values(), ...(mounts.unified ? [mounts.unified] : [])]),
  ];
  return {
    layout: mounts.layout,
    launch: (project, container, request) =>
      launchCgroups(mounts, shared, places, project, container, request),
    check: (project, container, wanted) => checkLimits(finder(project, container), wanted),
    describe(project, container, key, value, wanted = {}) {
      const { file, path } = places.find(key, project, container);
      return [{ path, value: file.format(value ?? null, { ...wanted, [key]: value ?? null }) }];
    },
    read: (project, containers) => readLimits(places, project, containers),
    write(project, container, changes, wanted) {
      const find = finder(project, container);
      // A controller that no container of the project had until now.
      const controllers = new Set(Object.keys(changes).map(key => find(key).file.controller));
      if (mounts.layout === 'v2') shared.prepare([mounts.unified!], project, controllers);
      changeLimits(find, changes, wanted);
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
  };
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
