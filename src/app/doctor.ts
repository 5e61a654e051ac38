/** What this host has of what lxc-compose uses, and what lacks without it. */
import { existsSync, readFileSync } from 'node:fs';
import { release } from 'node:os';
import { openCgroups } from '../cgroup/open.js';
import { asProblem } from '../model/as-problem.js';
import { monitorProgram } from '../native/index.js';
import { inspectFeatures } from './doctor-features.js';
import type { Finding } from './doctor-finding.js';
import { inspectNeighbours } from './doctor-neighbours.js';

export async function doctor(): Promise<Finding[]> {
  const program = (name: string, packageName: string, disables: string[]): Finding => {
    const path = ['/usr/sbin', '/sbin', '/usr/bin', '/bin']
      .map(each => `${each}/${name}`)
      .find(each => existsSync(each));
    return {
      feature: name,
      present: path !== undefined,
      detail: path ?? 'not installed',
      disables,
      remedy: path ? null : `apt-get install ${packageName}`,
    };
  };
  const namespace = (name: string, option: string): Finding => {
    const present = existsSync(`/proc/self/ns/${name}`);
    return {
      feature: `${name} namespace`,
      present,
      detail: option,
      disables: ['containers'],
      remedy: present ? null : `Use a kernel with ${option}.`,
    };
  };
  const filesystems = readFileSync('/proc/filesystems', 'utf8');
  const overlay = /\toverlay$/m.test(filesystems) || loadable('overlay');
  return [
    {
      feature: 'root',
      present: process.getuid!() === 0,
      detail: `uid ${process.getuid!()}`,
      disables: [],
      remedy: process.getuid!() === 0 ? null : 'Run as root.',
    },
    { feature: 'cgroups', present: true, detail: openCgroups().layout, disables: [], remedy: null },
    program('ip', 'iproute2', ['networks', 'links']),
    program('nft', 'nftables', ['networks.*.nat', 'networks.*.internal', 'containers.*.ports']),
    program('tc', 'iproute2', ['containers.*.networks.*.shape']),
    nativePart(),
    namespace('mnt', 'CONFIG_NAMESPACES'),
    namespace('uts', 'CONFIG_UTS_NS'),
    namespace('ipc', 'CONFIG_IPC_NS'),
    namespace('user', 'CONFIG_USER_NS'),
    namespace('net', 'CONFIG_NET_NS'),
    namespace('pid', 'CONFIG_PID_NS'),
    namespace('cgroup', 'CONFIG_CGROUPS'),
    {
      feature: 'overlay',
      present: overlay,
      detail: 'CONFIG_OVERLAY_FS',
      disables: ['containers.*.overlay'],
      remedy: overlay ? null : 'modprobe overlay',
    },
    ...(await inspectFeatures()),
    ...inspectNeighbours(),
  ];
}

function nativePart(): Finding {
  const found = { feature: 'native part', disables: ['containers'] };
  try {
    return { ...found, present: true, detail: monitorProgram(), remedy: null };
  } catch (error) {
    const { message, remedy = null } = asProblem(error);
    return { ...found, present: false, detail: message, remedy };
  }
}

/** A module that the kernel loads by itself when it is first needed; until then nothing in /proc names it. */
function loadable(module: string): boolean {
  try {
    return readFileSync(`/lib/modules/${release()}/modules.dep`, 'utf8').includes(`/${module}.ko`);
  } catch {
    return false; // A kernel without modules, or without its directory.
  }
}
