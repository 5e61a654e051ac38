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
  /** What a plan can tell before anything is made. Throws a LimitProblem for a limit that this host cannot have. */
  check(project: string, container: string, wanted: Attributes): void;
  /** Limits of containers as the kernel has them now; only files of their controllers are read. */
  read(project: string, containers: LimitReading[]): Map<string, Attributes>;
  /**
   * Writes limits of a living container, null = none, in the order that the kernel takes, and reads them back.
   * `wanted` are all its limits. Throws a LimitProblem when one did not take.
   */
  write(project: string, container: string, changes: Attributes, wanted: Attributes): void;
  /** The exact writes for a limit, for `plan --commands` and for messages. `wanted` as for write. */
  describe(
    project: string,
    container: string,
    key: string,
    value: Attributes[string],
    wanted?: Attributes,
  ): { path: string; value: string }[];
  /** Names of containers of the project that have a cgroup, in any hierarchy. */
  containers(project: string): string[];
  /** Kills every process below a container's cgroup and removes it from every hierarchy; for wrecks without a monitor. */
  destroy(project: string, container: string): Promise<void>;
  /** Removes the project's own (empty) directories; quiet when they are not there. */
  removeProject(project: string): void;
}

export interface LimitReading {
  name: string;
  /** Limits and raw files as attributes; see model/limit-attributes.ts. */
  wanted: Attributes;
  /** Keys that the container was made with. */
  before: string[];
}

export interface CgroupRequest {
  limits: Limits;
  raw: Record<string, string>;
  /** The devices that may be used; the rest is denied. null = no device control (privileged). */
  devices: DeviceRule[] | null;
  /** Host id that may make cgroups of its own below: root of a system container. Absent: nobody. */
  owner?: number;
}
