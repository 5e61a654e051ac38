/** What a plan may be refused for, asked of the same code that refuses it; test/app/doctor.test.ts holds the two together. */
import { existsSync } from 'node:fs';
import { limitAvailability, unknownLimits } from '../cgroup/availability.js';
import { readCgroupMounts } from '../cgroup/mounts.js';
import { hasCoreScheduling, hasModule, platformsHere } from '../runtime/launch-traits.js';
import { kindsOfInterfaces } from '../runtime/network-preflight.js';
import type { Finding } from './doctor-finding.js';

/** Of the kernel, for single keys of a spec. */
export async function inspectFeatures(): Promise<Finding[]> {
  return [...inspectTraits(), ...inspectLimits(), ...(await inspectKinds())];
}

function kernelFeature(feature: string, present: boolean, option: string, disables: string[]): Finding {
  return {
    feature,
    present,
    detail: option,
    disables,
    remedy: present ? null : `Use a kernel with ${option}.`,
  };
}

function inspectTraits(): Finding[] {
  const platforms = platformsHere();
  const module = (name: 'apparmor' | 'selinux', title: string): Finding => ({
    ...kernelFeature(title, hasModule(name), `CONFIG_SECURITY_${name.toUpperCase()}`, [
      `containers.*.${name} (without required: false)`,
    ]),
    remedy: hasModule(name) ? null : `Boot a kernel that has it with security=${name}.`,
  });
  return [
    kernelFeature('time namespace', existsSync('/proc/self/ns/time'), 'CONFIG_TIME_NS', [
      'containers.*.time',
      'containers.*.namespaces.time',
    ]),
    kernelFeature('core scheduling', hasCoreScheduling(), 'CONFIG_SCHED_CORE', ['containers.*.core_sched']),
    module('apparmor', 'AppArmor'),
    module('selinux', 'SELinux'),
    {
      feature: 'platforms',
      present: platforms.length > 0,
      detail: platforms.join(', ') || process.arch,
      disables: platforms.length > 0 ? [] : ['containers.*.platform'],
      remedy: null,
    },
  ];
}

function inspectLimits(): Finding[] {
  const mounts = readCgroupMounts();
  const other = mounts.layout === 'v2' ? 'v1' : 'v2';
  const unknown = unknownLimits(mounts);
  const controlsDevices = mounts.controllers.has('devices') || mounts.unified !== null;
  return [
    ...limitAvailability(mounts).map(
      ({ controller, present, keys }): Finding => ({
        feature: `${controller} controller`,
        present,
        detail: `cgroup ${mounts.layout}`,
        disables: keys.map(key => `containers.*.limits.${key}`),
        remedy: present
          ? null
          : `Mount it, or enable it on the kernel command line (cgroup_enable=${controller}).`,
      }),
    ),
    {
      feature: `limits of cgroup ${other}`,
      present: unknown.length === 0,
      detail: `controllers are mounted as ${mounts.layout}`,
      disables: unknown.map(key => `containers.*.limits.${key}`),
      remedy: `Boot with systemd.unified_cgroup_hierarchy=${other === 'v2' ? 1 : 0}.`,
    },
    {
      feature: 'device control',
      present: controlsDevices,
      detail: mounts.controllers.has('devices') ? 'devices controller' : 'BPF on cgroup v2',
      disables: ['containers.*.devices'],
      remedy: controlsDevices ? null : 'Mount cgroup v2, or the devices controller of cgroup v1.',
    },
  ];
}

/** ip asks the kernel; without it the plan has nothing to ask with either. */
async function inspectKinds(): Promise<Finding[]> {
  const kinds = await kindsOfInterfaces().catch(() => []);
  return kinds.map(({ type, option, present }) =>
    kernelFeature(`${type} interfaces`, present, option, [`networks.*.type: ${type}`]),
  );
}
