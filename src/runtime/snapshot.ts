/**
 * What was read from the host, each thing once and in bulk, when somebody first asks. Kinds observe through it, so
 * that two kinds never read the same thing twice.
 */

import type { CgroupDriver } from '../cgroup/index.js';
import type { Project } from '../model/project.js';
import type { NamespaceView } from '../native/network-view.js';
import type { HostLink } from './host-links.js';

/** A container as its monitor and the kernel describe it. */
export interface LivingContainer {
  name: string;
  state: 'STOPPED' | 'STARTING' | 'RUNNING' | 'STOPPING' | 'ABORTING' | 'FREEZING' | 'FROZEN';
  /** Host pid of PID 1, verified against its pidfd inode; null when stopped. */
  pid: number | null;
  pidInode: number | null;
  monitor: number | null;
  monitorInode: number | null;
  health: 'none' | 'starting' | 'healthy' | 'unhealthy';
  restarts: number;
  exitCode: number | null;
  signal: number | null;
  oom: boolean;
  startedAt: string | null;
  finishedAt: string | null;
  stoppedByUser: boolean;
  /** What the launch asked for: the attributes of the container and its parts when it was created. */
  applied: AppliedLaunch | null;
}

/** The record a container carries in its monitor; see LaunchPlan.applied. */
export interface AppliedLaunch {
  /** Attributes by resource id: the container itself, its rootfs, limits and mounts. */
  resources: Record<string, Record<string, unknown>>;
  /** First host id of its private range; null = the host's ids. */
  firstId: number | null;
}

/** Each thing is read once, when somebody first asks; all of the network in one native look. */
export interface Snapshot {
  readonly projectName: string;
  /** Absent when only a name is known (`down` of a project whose file is gone). */
  readonly project?: Project;
  readonly cgroups: CgroupDriver;
  /** All links of the host's network namespace with addresses and altnames. */
  links(): Promise<HostLink[]>;
  /** Whether the project's firewall table is there. */
  hasFirewall(): Promise<boolean>;
  /** Containers of the project by name, from their status files, believed only as far as the kernel confirms. */
  containers(): Promise<Map<string, LivingContainer>>;
  /** Network, uts and ipc namespaces of the running ones by container name. */
  namespaces(): Promise<Map<string, NamespaceView>>;
}
