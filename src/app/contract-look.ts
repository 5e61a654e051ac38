/** What the verbs take and give that look at running containers, or go into them. */
import type { Usage } from '../cgroup/usage.js';
import type { ConsoleRequest } from '../runtime/console.js';
import type { ContainerProcess } from '../runtime/processes.js';
import type { LivingContainer } from '../runtime/snapshot.js';
import type { Traffic } from '../runtime/traffic.js';

/** What the kernel says of a container. */
export interface ContainerInfo extends Pick<LivingContainer, 'name' | 'state' | 'pid' | 'startedAt'> {
  project: string;
  /** With prefix; without loopback's and those of link scope. */
  addresses: string[];
  /** Bytes as the container sees them; `host`: the other end's name on the host. */
  links: (Traffic & { host: string | null })[];
  /** null = it does not run. */
  usage: Usage | null;
}

export interface ProcessList {
  name: string;
  processes: ContainerProcess[];
}

export interface ContainerSample {
  project: string;
  name: string;
  pid: number;
  /** Milliseconds of a clock that never goes back: for differences of two samples. */
  at: number;
  usage: Usage;
  received: number;
  sent: number;
}

export interface CgroupOptions {
  container: string;
  /** `cpu.shares`, `memory.max`: of either generation. */
  file: string;
  /** undefined = only read. */
  value?: string;
}

export interface PriorityOptions {
  container: string;
  /** -20 to 19; undefined = only read. */
  nice?: number;
}

export interface SshOptions {
  container: string;
  user: string;
  /** Empty = a shell. */
  argv: string[];
  /** Absolute path of a private key. */
  identity?: string;
}

export interface ConsoleOptions extends ConsoleRequest {
  container: string;
}
