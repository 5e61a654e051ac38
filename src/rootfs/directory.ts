import type { MountAttributes, SetupStep } from '../native/launch-plan.js';

/** A directory as the root file system, used as it is; owned inside by the ids it has on disk. */
export function directoryRoot(path: string, idmapped: boolean, attributes: MountAttributes): SetupStep[] {
  return [{ op: 'root-tree', source: path, idmapped, attributes }];
}
