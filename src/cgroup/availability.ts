/** Which limits this host can have at all: the question of a plan, asked for every key. */
import type { CgroupMounts } from './mounts.js';
import { Places } from './places.js';
import { v1Files } from './v1-files.js';
import { v2Files } from './v2-files.js';

interface LimitAvailability {
  /** `memory`; io stands for the controller of disks in both generations. */
  controller: string;
  present: boolean;
  /** Limits of it that this generation of cgroups has; absent ones are in `unknownLimits`. */
  keys: string[];
}

/** By controller. */
export function limitAvailability(mounts: CgroupMounts): LimitAvailability[] {
  const files = mounts.layout === 'v2' ? v2Files : v1Files;
  const places = new Places(mounts);
  const disks = mounts.layout === 'v2' ? 'io' : 'blkio';
  const controllers = new Set([...Object.values(files).map(each => each.controller), disks]);
  return [...controllers].sort().map(controller => {
    const own = Object.entries(files).flatMap(([key, file]) => (file.controller === controller ? [key] : []));
    return {
      controller,
      present: has(places, controller),
      keys: controller === disks ? [...own, 'io'] : own,
    };
  });
}

/** Limits that only the other generation has. */
export function unknownLimits(mounts: CgroupMounts): string[] {
  const [here, there] = mounts.layout === 'v2' ? [v2Files, v1Files] : [v1Files, v2Files];
  return Object.keys(there).filter(key => !Object.hasOwn(here, key));
}

function has(places: Places, controller: string): boolean {
  try {
    places.rootOf(controller, controller);
    return true;
  } catch {
    return false;
  }
}
