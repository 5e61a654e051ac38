/** The devices that the spec gives to a container: nodes of its own, and the right to use them. */
import { readHostDevice } from '../cgroup/host-device.js';
import type { Device } from '../model/project.js';
import type { DeviceRule, SetupStep } from '../native/launch-plan.js';

export interface GivenDevices {
  rules: DeviceRule[];
  steps: SetupStep[];
}

/**
 * Looks each device up once, so that the node and the rule are of the same number whatever happens to its name.
 * @param ids the container's range of host ids; null = it has the host's
 * @throws Problem when one is not there or is no device
 */
export function giveDevices(devices: Device[], ids: { first: number; size: number } | null): GivenDevices {
  // As an idmapped mount would show them: an owner outside of the range is nobody.
  const shifted = (id: number): number => (ids === null ? id : id < ids.size ? ids.first + id : 65_534);
  const given: GivenDevices = { rules: [], steps: [] };
  for (const { source, target, permissions } of devices) {
    const { type, major, minor, mode, uid, gid } = readHostDevice(source);
    given.rules.push({ type, major, minor, access: permissions });
    given.steps.push({
      op: 'device-node',
      target,
      type,
      major,
      minor,
      mode,
      uid: shifted(uid),
      gid: shifted(gid),
    });
  }
  return given;
}
