/** What an apply carries along: the whole desired state, what became of it so far, and the hands to change the host. */
import type { CgroupDriver } from '../cgroup/index.js';
import type { Project } from '../model/project.js';
import type { Resource } from '../model/resource.js';
import type { ConfigureStep } from '../native/launch-plan.js';
import type { Ip } from '../netbridge/ip.js';
import type { ProjectDirectories } from '../store/directories.js';
import type { Starter } from './starter.js';
import type { Trace } from './trace.js';

export interface Session {
  readonly projectName: string;
  readonly project: Project;
  /** Every desired resource by id. */
  readonly desired: ReadonlyMap<string, Resource>;
  readonly cgroups: CgroupDriver;
  readonly directories: ProjectDirectories;
  readonly runDirectory: string;
  readonly stateDirectory: string;
  /** Descriptor of the project's lock, handed to every child so that the next `up` waits for orphans; -1 = none. */
  readonly lock: number;
  readonly ip: Ip;
  /** Every link of the project goes, and its link group holds nothing else: one command deletes them all. */
  readonly wholeGroup: boolean;
  readonly trace: Trace;
  /** Grace for stops in ms; null = each container's own. */
  readonly graceMs: number | null;
  /** Date.now() after which nothing is awaited any more; null = without end. */
  readonly deadlineMs: number | null;
  /** First host id of each container's private range. */
  readonly idRanges: Record<string, number>;
  /** Host pid of PID 1 of each living container; container create adds to it, NICs need it. */
  readonly pids: Map<string, number>;
  /** Containers that exist but wait for their network before they start. */
  readonly parked: Set<string>;
  /** Steps that NIC and link operations leave for a container's start, by container name. */
  readonly configure: Map<string, ConfigureStep[]>;
  /** A variable of the caller's environment or of the env files. */
  variable(name: string): Promise<string | undefined>;
  /** The native starter, begun at first use. */
  starter(): Promise<Starter>;
  /** Changes the namespaces of a running container; throws a Problem with the failing step. */
  configureRunning(container: string, steps: ConfigureStep[]): Promise<void>;
}
