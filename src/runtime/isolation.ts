/** What every container gets besides its own (docs/security.md): the lists of masked and read-only paths, devices and mounts. */
import { existsSync, readdirSync } from 'node:fs';
import type { Container } from '../model/project.js';
import type { DeviceRule, MountAttributes, SetupStep } from '../native/launch-plan.js';

/** Devices that the OCI runtime specification demands; access beyond them is denied by the device cgroup. */
const devices = [
  { name: 'null', major: 1, minor: 3 },
  { name: 'zero', major: 1, minor: 5 },
  { name: 'full', major: 1, minor: 7 },
  { name: 'random', major: 1, minor: 8 },
  { name: 'urandom', major: 1, minor: 9 },
  { name: 'tty', major: 5, minor: 0 },
];

/** What every container may use. ptmx and the pty range come with devpts. */
export const deviceRules: DeviceRule[] = [
  ...devices.map(({ major, minor }) => ({ type: 'c' as const, major, minor, access: 'rwm' })),
  { type: 'c', major: 5, minor: 2, access: 'rwm' },
  { type: 'c', major: 136, minor: null, access: 'rwm' },
];

const masked = [
  '/proc/acpi',
  '/proc/asound',
  '/proc/interrupts',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/sched_debug',
  '/proc/scsi',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/sys/devices/virtual/powercap',
  '/sys/firmware',
];
const readOnly = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'];

/** What of a container decides about its /proc, /sys and /dev. */
export interface MountChoice {
  ownNetwork: boolean;
  system: boolean;
  /** Hidden after everything that may be mounted below them. */
  hidden: { masked: string[]; readOnly: string[] };
  hostPid: boolean;
  sysWritable: boolean;
  /** false: none of its own. */
  dev: { size: number } | false;
  ipc: 'own' | 'host' | 'joined';
}

export function mountChoice(container: Container, ownNetwork: boolean): MountChoice {
  const { security, system, namespaces, autoMounts, autodev, autodevSize } = container;
  const { maskedPaths, readonlyPaths, privileged } = security;
  const usual =
    privileged || system || autoMounts.proc === 'rw' ? { masked: [], readOnly: [] } : hiddenPaths();
  const { ipc, pid } = namespaces;
  return {
    ownNetwork,
    system,
    hidden: { masked: maskedPaths ?? usual.masked, readOnly: readonlyPaths ?? usual.readOnly },
    hostPid: pid === 'host',
    sysWritable: autoMounts.sys === 'rw',
    dev: autodev ? { size: autodevSize ?? 64 << 20 } : false,
    ipc: ipc === undefined ? 'own' : ipc === 'host' ? 'host' : 'joined',
  };
}

let present: { masked: string[]; readOnly: string[] } | undefined;

/** Those that this kernel has, looked up once a process: a container's own /proc has the same. */
function hiddenPaths(): { masked: string[]; readOnly: string[] } {
  if (present) return present;
  const cpus = '/sys/devices/system/cpu';
  const throttles = list(cpus).map(name => `${cpus}/${name}/thermal_throttle`);
  present = { masked: [...masked, ...throttles].filter(existsSync), readOnly: readOnly.filter(existsSync) };
  return present;
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory).filter(name => /^cpu\d+$/.test(name));
  } catch {
    return [];
  }
}

const strict = { noSuid: true, noDev: true, noExec: true };

/** /proc, /sys, /dev and below, in kernel order. What shows a namespace that is not ours to mount is the host's. */
export function standardMounts(options: MountChoice): SetupStep[] {
  return [
    options.hostPid
      ? hostTree('/proc', strict)
      : { op: 'filesystem', type: 'proc', target: '/proc', options: [], attributes: strict },
    options.ownNetwork
      ? {
          op: 'filesystem',
          type: 'sysfs',
          target: '/sys',
          options: [],
          attributes: { ...strict, readOnly: !options.sysWritable },
        }
      : hostTree('/sys', { ...strict, readOnly: !options.sysWritable }),
    ...(options.system ? forInit() : []),
    ...(options.dev ? ownDevices(options.dev.size, options.ipc) : []),
    ...options.hidden.masked.map(target => ({ op: 'mask' as const, target })),
    ...options.hidden.readOnly.map(target => ({ op: 'read-only' as const, target })),
  ];
}

function ownDevices(size: number, ipc: MountChoice['ipc']): SetupStep[] {
  return [
    {
      op: 'filesystem',
      type: 'tmpfs',
      target: '/dev',
      options: ['mode=755', `size=${size}`],
      attributes: { noSuid: true, noExec: true },
    },
    ...devices.map(({ name, major, minor }) => ({
      op: 'device' as const,
      source: `/dev/${name}`,
      target: `/dev/${name}`,
      major,
      minor,
    })),
    { op: 'directory', target: '/dev/pts', mode: 0o755 },
    {
      op: 'filesystem',
      type: 'devpts',
      target: '/dev/pts',
      options: ['newinstance', 'ptmxmode=0666', 'mode=0620', 'gid=5'],
      attributes: { noSuid: true, noExec: true },
    },
    { op: 'symlink', target: '/dev/ptmx', content: 'pts/ptmx' },
    { op: 'symlink', target: '/dev/fd', content: '/proc/self/fd' },
    { op: 'symlink', target: '/dev/stdin', content: '/proc/self/fd/0' },
    { op: 'symlink', target: '/dev/stdout', content: '/proc/self/fd/1' },
    { op: 'symlink', target: '/dev/stderr', content: '/proc/self/fd/2' },
    ...sharedMemory(ipc),
  ];
}

/** Files of shared memory and message queues. Queues of a joined IPC namespace belong to its owner and cannot always be mounted. */
function sharedMemory(ipc: MountChoice['ipc']): SetupStep[] {
  const directories: SetupStep[] = [
    { op: 'directory', target: '/dev/shm', mode: 0o1777 },
    { op: 'directory', target: '/dev/mqueue', mode: 0o1777 },
  ];
  const queues: SetupStep =
    ipc === 'host' && existsSync('/dev/mqueue')
      ? hostTree('/dev/mqueue', strict)
      : {
          op: 'filesystem',
          type: 'mqueue',
          target: '/dev/mqueue',
          options: [],
          attributes: strict,
          optional: ipc !== 'own',
        };
  if (ipc === 'host') return [...directories, hostTree('/dev/shm', strict), queues];
  return [
    ...directories,
    {
      op: 'filesystem',
      type: 'tmpfs',
      target: '/dev/shm',
      options: ['mode=1777', 'size=65536k'],
      attributes: strict,
    },
    queues,
  ];
}

/**
 * What an init finds mounted: a /run of its own, and its part of the cgroup tree. Where the host has controllers in v1 it
 * sees a tree of the second generation without them, which systemd takes as well.
 */
function forInit(): SetupStep[] {
  return [
    {
      op: 'filesystem',
      type: 'cgroup2',
      target: '/sys/fs/cgroup',
      options: [],
      attributes: strict,
      // A host may have no cgroup v2, and an init of another kind does without.
      optional: true,
    },
    {
      op: 'filesystem',
      type: 'tmpfs',
      target: '/run',
      options: ['mode=755'],
      attributes: { noSuid: true, noDev: true },
    },
  ];
}

function hostTree(path: string, attributes: MountAttributes): SetupStep {
  return { op: 'tree', source: path, target: path, recursive: false, idmapped: false, attributes };
}
