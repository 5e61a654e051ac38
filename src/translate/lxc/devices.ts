/** LXC's list of devices that may be used, where it is the one that every container has here. */
import type { Bag } from './bag.js';

/** As LXC writes what every container may use. */
export const standardDevices: readonly string[] = [
  'c 1:3 rwm',
  'c 1:5 rwm',
  'c 1:7 rwm',
  'c 1:8 rwm',
  'c 1:9 rwm',
  'c 5:0 rwm',
  'c 5:2 rwm',
  'c 136:* rwm',
];

/** Takes what is so anyway: everything is denied, and these are allowed. Without the former the latter say nothing. */
export function takeStandardDevices(bag: Bag): void {
  for (const generation of ['cgroup', 'cgroup2']) {
    if (bag.valueOf(`lxc.${generation}.devices.deny`) === undefined) continue;
    const denied = bag.some(`lxc.${generation}.devices.deny`, value => (value === 'a' ? true : undefined));
    if (denied.length === 0) continue;
    bag.some(`lxc.${generation}.devices.allow`, value => standardDevices.find(each => each === value));
  }
}
