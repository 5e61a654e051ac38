/** What run, rm and autostart take and give back; a part of contract.ts. */
import type { Problem } from '../model/problem.js';

export interface RemoveOptions {
  /** Empty = every one that does not run. */
  containers: string[];
  /** Also those that run: they are killed first. */
  force: boolean;
  /** Also volumes that nothing else uses. */
  volumes: boolean;
}

export interface RunOptions {
  container: string;
  /** Empty = the container's own command. */
  argv: string[];
  /** `K=V`, besides the container's own. */
  environment: string[];
  /** Absent: the container's own. */
  workingDirectory?: string;
  user?: string;
  tty: boolean;
  /** Over an overlay that is thrown away at the end. */
  ephemeral: boolean;
  /** Remove the container at the end. */
  remove: boolean;
}

export interface UnsharedOptions {
  /** `net` and `uts`, or LXC's NETWORK and UTSNAME. */
  namespaces: string[];
  argv: string[];
  /** Of the new UTS namespace. */
  hostname?: string;
  /** Whom the program is run as. */
  user?: number;
  /** The host's interfaces that it gets in a network of its own. */
  interfaces?: string[];
  /** /proc, /dev/shm and /dev/mqueue of the new namespaces, in mounts of its own. */
  remount?: boolean;
  /** It is not waited for. */
  detached?: boolean;
  /** What the ids of a new user namespace are outside; absent: all are the same. With them the program is its root. */
  idMaps?: { users: IdMapLine[]; groups: IdMapLine[] };
}

export interface IdMapLine {
  inside: number;
  outside: number;
  count: number;
}

export interface AutostartOptions {
  action: 'start' | 'shutdown' | 'kill' | 'reboot';
  /** In order; '' = containers in no group. Empty = only those. */
  groups: string[];
  /** Whatever their groups. */
  all: boolean;
  /** Also containers without `autostart`. */
  ignoreAuto: boolean;
  /** null = each container's stop_grace_period. */
  graceMs: number | null;
}

export interface AutostartResult {
  done: string[];
  failed: { container: string; problem: Problem }[];
}
