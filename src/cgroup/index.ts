/**
 * One face over cgroup v1, hybrid and v2. The driver is chosen by what is mounted; what a limit is called and how it is
 * scaled in a hierarchy is known only below this line.
 */

import type { Limits } from '../model/project.js';
import type { Attributes } from '../model/resource.js';
import type { CgroupLaunch, DeviceRule } from '../native/launch-plan.js';

export interface CgroupDriver {
  readonly layout: 'v1' | 'hybrid' | 'v2';
  /** Directories, writes and task files for a new container, in kernel order. Throws a Problem naming a missing controller. */
  launch(project: string, container: string, request: CgroupRequest): CgroupLaunch;
  /** Limits of containers as the kernel has them now, as attributes of the limits kind; only files that `keys` need are read. */
  read(project: string, containers: { name: string; keys: readonly string[] }[]): Map<string, Attributes>;
  /** Writes one limit of a living container and reads it back; throws a Problem when it did not take. */
  write(project: string, container: string, key: string, value: Attributes[string]): void;
  /** The exact writes for a limit, for `plan --commands` and for messages. */
  describe(
    project: string,
    container: string,
    key: string,
    value: Attributes[string],
  ): { path: string; value: string }[];
  /** Names of containers of the project that have a cgroup, in any hierarchy. */
  containers(project: string): string[];
  /** Kills every process below a container's cgroup and removes it from every hierarchy; for wrecks without a monitor. */
  destroy(project: string, container: string): Promise<void>;
  /** Removes the project's own (empty) directories; quiet when they are not there. */
  removeProject(project: string): void;
  /** Counters for `ps`/`info`: bytes, nanoseconds. */
  usage(
    project: string,
    container: string,
  ): { memory: number | null; cpuNs: number | null; pids: number | null; oomKills: number | null };
}

export interface CgroupRequest {
  limits: Limits;
  raw: Record<string, string>;
  /** The devices that may be used; the rest is denied. null = no device control (privileged). */
  devices: DeviceRule[] | null;
}
