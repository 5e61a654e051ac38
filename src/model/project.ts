/**
 * The normalised project: what a spec means once every default is filled in, every short form is written out
 * and every name is checked. Plain JSON throughout (no Map, class or undefined-versus-null subtlety), so that
 * it can be cached, printed and compared. An absent field is *not managed*: the kernel's default stands.
 *
 * Units: sizes in bytes, times in milliseconds, CPU in cores.
 */

import type { ConsoleSettings } from './console.js';
import type { Debootstrap } from './debootstrap.js';
import type { Hooks, InsideHook, ProjectHooks } from './hooks.js';
import type { SharedNamespaces } from './namespaces.js';
import type { Network, Nic, PointToPointLink } from './networks.js';
import type { Provided, ProvidedFile } from './provided.js';

export type {
  Allowance,
  BridgeOptions,
  LinkEnd,
  Network,
  NetworkType,
  Nic,
  PointToPointLink,
  Route,
} from './networks.js';

/** Where in the user's files something was asked for. Lines and columns count from 1. */
export interface Position {
  file: string;
  line: number;
  column: number;
}

export interface Project {
  /** Identity of the project: `[a-z0-9][a-z0-9_-]*`, at most 40 characters (it is part of kernel names). */
  name: string;
  /** Absolute directory that relative paths of the spec start from. */
  directory: string;
  /** Absolute paths of the spec files, in merge order. */
  files: string[];
  networks: Network[];
  links: PointToPointLink[];
  /** Instances: `scale: 3` gives three; containers outside the active profiles are not listed. */
  containers: Container[];
  volumes: Volume[];
  hooks?: ProjectHooks;
  /** Every container that the spec has by its key, those of inactive profiles too. */
  services: ServiceSummary[];
  configs: Provided[];
  secrets: Provided[];
  /** Spec path (`containers.web.limits.memory`) to position. Look up with `positionOf`, which falls back to parents. */
  positions: Record<string, Position>;
}

export interface ServiceSummary {
  /** The spec's key. */
  name: string;
  /** The name that its only instance has instead. */
  containerName?: string;
  profiles: string[];
  /** One of its profiles is active, or it has none. */
  active: boolean;
}

export interface Mount {
  type: 'bind' | 'volume' | 'tmpfs';
  /** bind: absolute host path. volume: name of the volume. tmpfs: ''. */
  source: string;
  /** Absolute path inside the container. */
  target: string;
  readOnly: boolean;
  /** Recursive bind (default true for bind). */
  recursive: boolean;
  /** bind: make a missing source directory (compose's short form does; the long form refuses). */
  createSource: boolean;
  /** tmpfs only. */
  size?: number;
  mode?: number;
}

export interface Volume {
  name: string;
  external: boolean;
  labels: Record<string, string>;
}

export interface PublishedPort {
  /** Absent: every address of the host. */
  hostIp?: string;
  published: number;
  target: number;
  protocol: 'tcp' | 'udp';
}

export interface IoLimit {
  rbps?: number;
  wbps?: number;
  riops?: number;
  wiops?: number;
}

export interface Limits {
  /** Cores, e.g. 1.5. */
  cpus?: number;
  /** cgroup v2 weight 1..10000 (translated for v1 by the kernel's formula). */
  cpu_weight?: number;
  /** The kernel's list form: `0-1,3`. */
  cpuset?: string;
  memory?: number;
  memory_high?: number;
  memory_low?: number;
  /** Swap beyond memory, bytes; 0 = none. */
  swap?: number;
  /** 0 to 200, how readily anonymous memory is swapped out; cgroup v1 only. */
  swappiness?: number;
  /** Processes wait for memory in place of being killed; cgroup v1 only. */
  oom_kill_disable?: boolean;
  pids?: number;
  /** v2 io.weight 1..10000. */
  io_weight?: number;
  /** Device path to limits. */
  io?: Record<string, IoLimit>;
}

export interface Healthcheck {
  /**
   * exec: argv run inside the container (a CMD-SHELL test is `/bin/sh -c …` already). The others are made inside its
   * network namespace: tcp connects, http asks with GET (good: 200 to 399), icmp sends an echo request.
   */
  test:
    | { exec: string[] }
    | { tcp: { host: string; port: number } }
    | { http: { host: string; port: number; path: string } }
    | { icmp: { host: string } };
  intervalMs: number;
  timeoutMs: number;
  retries: number;
  startPeriodMs: number;
  startIntervalMs: number;
}

export type DependencyCondition = 'started' | 'healthy' | 'completed';

export interface Dependency {
  container: string;
  condition: DependencyCondition;
  required: boolean;
}

export interface RestartPolicy {
  policy: 'no' | 'always' | 'on-failure' | 'unless-stopped';
  /** on-failure only; 0 = without end. */
  maximumRetries: number;
}

export interface Device {
  source: string;
  target: string;
  /** Subset of `rwm`. */
  permissions: string;
}

export interface Ulimit {
  /** The kernel's name in lower case: nofile, nproc, … */
  name: string;
  /** -1 = unlimited. */
  soft: number;
  hard: number;
}

/** How the command `autostart` treats a container. */
export interface Autostart {
  /** Lower ones start earlier. */
  order: number;
  /** Before the next one is started. */
  delayMs: number;
  groups: string[];
}

/** `size` ids inside from 0 are the host's ids from `first`. */
export interface IdRange {
  first: number;
  size: number;
}

export interface Security {
  /** auto: a private range of 65,536 is allocated. none: the host's ids. */
  idmap: 'auto' | 'none' | IdRange;
  privileged: boolean;
  /** Sorted kernel names without `CAP_`, lower case: the container's bounding set. */
  capabilities: string[];
  noNewPrivileges: boolean;
  /** A named profile, or the absolute path of an OCI profile and the hash of its content, in hexadecimal digits. */
  seccomp: 'default' | 'system' | 'unconfined' | { file: string; sha256: string };
  /** Of AppArmor or SELinux; one that is not required is passed over on a host without the module. */
  label?: { module: 'apparmor' | 'selinux'; profile: string; required: boolean };
  /** In place of the usual ones. */
  maskedPaths?: string[];
  readonlyPaths?: string[];
  /** A session keyring of its own. */
  keyring: boolean;
}

export interface Resolver {
  servers: string[];
  search: string[];
  options: string[];
}

export type NetworkMode =
  | { mode: 'private' }
  | { mode: 'none' }
  | { mode: 'host' }
  | { mode: 'container'; container: string };

export interface Container {
  /** Instance name: the spec's key, with `-1`, `-2`, … when scaled. Also its host name on networks. */
  name: string;
  /** The spec's key. */
  service: string;
  hostname: string;
  domainname?: string;
  /** `debootstrap`: the path is that of the tree which is made of it, and is known once the project is loaded. */
  rootfs: {
    source: 'host' | 'path';
    path?: string;
    debootstrap?: Debootstrap;
    readOnly: boolean;
    overlay: boolean;
  };
  /** System container (`init:`) or application (`command:`/`entrypoint:`). */
  system: boolean;
  /** Application: entrypoint + command. System: the init program. argv[0] is looked up in PATH inside the container. */
  command: string[];
  /** Put a minimal init (reaps, forwards signals) as PID 1 before the command. Compose's `init: true`. */
  reaper: boolean;
  environment: Record<string, string>;
  /** `uid[:gid]` or names, resolved inside the container. */
  user: string;
  groupAdd: string[];
  workingDir: string;
  /** Kernel name with SIG prefix: SIGTERM, SIGPWR, SIGRTMIN+3. */
  stopSignal: string;
  stopGraceMs: number;
  rebootSignal: string;
  /** Absent: `autostart` passes it over. */
  autostart?: Autostart;
  /** Nothing of it stays when it ends. */
  ephemeral: boolean;
  tty: boolean;
  console: ConsoleSettings;
  stdinOpen: boolean;
  networkMode: NetworkMode;
  namespaces: SharedNamespaces;
  /** Offsets from the host's clocks. */
  clocks: { bootMs?: number; monotonicMs?: number };
  coreSched: boolean;
  /** `linux/386` and so on. */
  platform?: string;
  nics: Nic[];
  mounts: Mount[];
  /** What may be written: nothing of /sys and the usual part of /proc unless said. */
  autoMounts: { proc: 'mixed' | 'rw'; sys: 'ro' | 'rw' };
  /** false: /dev is the root file system's. */
  autodev: boolean;
  /** Of the tmpfs at /dev. */
  autodevSize?: number;
  /** Configs, then secrets. */
  files: ProvidedFile[];
  ports: PublishedPort[];
  limits: Limits;
  /** Raw cgroup file to value, e.g. `memory.oom.group: "1"`. */
  cgroup: Record<string, string>;
  devices: Device[];
  sysctls: Record<string, string>;
  ulimits: Ulimit[];
  oomScoreAdj?: number;
  /** Files of /proc/PID. */
  proc: Record<string, string>;
  /** /etc/resolv.conf; absent: the root file system's own, or what its networks say. */
  resolver?: Resolver;
  extraHosts: { name: string; address: string }[];
  security: Security;
  dependsOn: Dependency[];
  healthcheck?: Healthcheck;
  hooks: Hooks;
  insideHooks: InsideHook[];
  restart: RestartPolicy;
  /** What `up` makes of it. */
  state: 'running' | 'stopped' | 'frozen';
  /** Keys of LXC that are carried along: values in their order. */
  lxcRaw: Record<string, string[]>;
  labels: Record<string, string>;
}
