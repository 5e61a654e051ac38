/**
 * The launch plan: everything the native side needs to make one container, compiled by TypeScript and carried
 * out by C++ in one loop (child/ and monitor/). It is data in kernel order; the native side decides nothing.
 */
import type { HookEvent } from '../model/hooks.js';

/** Flags of a mount attribute set; the native side maps them to MOUNT_ATTR_*. */
export interface MountAttributes {
  readOnly?: boolean;
  noSuid?: boolean;
  noDev?: boolean;
  noExec?: boolean;
}

/**
 * One step of building the container's file tree, in order. Paths named `target` are absolute inside the
 * container and resolved with openat2(RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS); paths named `source` are the host's.
 */
export type SetupStep =
  /** First step, exactly one of the three `root-*`: the detached tree that becomes `/`. */
  | { op: 'root-tree'; source: string; idmapped: boolean; attributes: MountAttributes }
  | { op: 'root-tmpfs'; options: string[]; attributes: MountAttributes }
  /** Copy on write over `lower`, which is idmapped first when `idmapped`. */
  | { op: 'root-overlay'; lower: string; layer: string; idmapped: boolean; attributes: MountAttributes }
  /**
   * The same, attached at target. `layer` is a directory with the subdirectories `upper` and `work`, owned by the ids
   * of the container's root, and an empty `lower`.
   */
  | {
      op: 'overlay';
      target: string;
      lower: string;
      layer: string;
      idmapped: boolean;
      attributes: MountAttributes;
    }
  /** Clone of a host tree, attached at target. `optional`: a missing target in a read-only root is passed over. */
  | {
      op: 'tree';
      source: string;
      target: string;
      recursive: boolean;
      idmapped: boolean;
      attributes: MountAttributes;
      optional?: boolean;
    }
  /** A new file system instance (proc, sysfs, tmpfs, devpts, mqueue, cgroup, cgroup2) attached at target. */
  | {
      op: 'filesystem';
      type: string;
      target: string;
      options: string[];
      attributes: MountAttributes;
      optional?: boolean;
    }
  | { op: 'directory'; target: string; mode: number }
  | { op: 'file'; target: string; mode: number; content: string }
  | { op: 'symlink'; target: string; content: string }
  /** A config or secret: in memory, sealed read-only, bound onto a file at target. uid and gid are the host's. */
  | { op: 'sealed-file'; target: string; content: Uint8Array; mode: number; uid: number; gid: number }
  /** The host's character device, verified by rdev, bound onto a new file at target. */
  | { op: 'device'; source: string; target: string; major: number; minor: number }
  /** A device node of the container's own. uid and gid are the host's. */
  | {
      op: 'device-node';
      target: string;
      type: 'b' | 'c';
      major: number;
      minor: number;
      mode: number;
      uid: number;
      gid: number;
    }
  /** A file gets /dev/null over it, a directory one shared read-only empty tmpfs; a missing path is passed over. */
  | { op: 'mask'; target: string }
  /** Bind onto itself and read-only; a missing path is passed over. */
  | { op: 'read-only'; target: string };

/** A step inside the container's network, uts or ipc namespace; also used to change a running container. */
export type ConfigureStep =
  | { op: 'link-up'; interface: string }
  | { op: 'link-down'; interface: string }
  | { op: 'link-delete'; interface: string }
  | { op: 'link-mac'; interface: string; mac: string }
  | { op: 'link-mtu'; interface: string; mtu: number }
  /** Bytes a second that it may send, by tbf; 0 = the kernel's default again. */
  | { op: 'link-rate'; interface: string; rate: number }
  | { op: 'link-rename'; interface: string; to: string }
  /** CIDR text; IPv4 gets its broadcast, IPv6 is added with nodad. */
  | { op: 'address-add' | 'address-delete'; interface: string; address: string }
  /** `to` is a prefix, `0.0.0.0/0` or `::/0`; via absent = on link. metric and table 0 = the kernel's default. */
  | {
      op: 'route-add' | 'route-delete';
      interface: string;
      to: string;
      via?: string;
      metric: number;
      table: number;
    }
  | { op: 'hostname'; name: string }
  | { op: 'domainname'; name: string }
  /** Dotted key; written through a procfs of our own, below /proc/sys, with one write(2). */
  | { op: 'sysctl'; key: string; value: string };

/** What may be done with devices of a number; r, w and m (mknod). null = every number. */
export interface DeviceRule {
  type: 'b' | 'c';
  major: number;
  minor: number | null;
  access: string;
}

export interface CgroupLaunch {
  /** Made in this order, 0755; EEXIST is fine. Absolute host paths. */
  directories: string[];
  /** Written in this order, then read back when `readBack` is given (the value that counts as taken). */
  writes: { path: string; value: string; readBack?: string }[];
  /** v1: the child writes `0` into each of these first thing (`tasks` files). */
  taskFiles: string[];
  /** v2 or unified hierarchy: the child is cloned into it; cgroup.kill there ends everything. Absent: neither is mounted. */
  unified?: string;
  /** Host id of the container's root, to which `unified` is delegated (cgroups(7)): an init makes its own below. Absent: nobody. */
  owner?: number;
  /** The only devices that may be used, by a BPF program on `unified`. Absent: v1 rules, or no device control. */
  deviceRules?: DeviceRule[];
  /** Removed in this order when the container stops; the last ones are shared parents, where EBUSY/ENOTEMPTY is fine. */
  remove: string[];
}

/** Before the root is in its place (up to `autodev`), hooks have the host's files in reach. */
export type LaunchHookEvent = Exclude<HookEvent, 'clone'>;

/** A program of the administrator's. `start` runs inside, with the container's rights; the monitor runs those of the host. */
export interface HookLaunch {
  event: LaunchHookEvent;
  argv: string[];
  /** `K=V`; the native side adds what only it knows: LXC_PID, LXC_TARGET and the namespaces. */
  environment: string[];
}

/** Run inside by the monitor, one after the other. '' = the container's own. */
export interface InsideHookLaunch {
  beforeStop: boolean;
  argv: string[];
  environment: string[];
  user: string;
  workingDirectory: string;
  privileged: boolean;
}

/** Terminals that the monitor holds for whoever comes to look. Sizes in bytes. */
export interface ConsoleLaunch {
  /** /dev/tty1 to /dev/ttyN. */
  ttys: number;
  /** Of what each has shown, kept for who comes later. */
  buffer: number;
  /** File that gets what the container writes to its console, as it is; '' = none. */
  log: string;
  /** 0 = without bound. */
  logSize: number;
  /** When it is full it becomes LOG.1; else it begins anew. */
  rotate: boolean;
}

export interface HealthcheckLaunch {
  /** argv of a command run inside, or what is asked inside its network namespace. port 0: icmp. path '': tcp. */
  exec?: string[];
  probe?: { address: string; port: number; path: string };
  intervalMs: number;
  timeoutMs: number;
  retries: number;
  startPeriodMs: number;
  startIntervalMs: number;
}

/** A program of the host. */
export interface HostScript {
  argv: string[];
  /** `K=V` */
  environment: string[];
}

export interface LaunchPlan {
  project: string;
  container: string;
  /** Directory of this container under the run directory: made by the monitor; holds `status` and `socket`. */
  runDirectory: string;
  /** Log file (framed records, docs/log-format.md); '' = none. */
  logFile: string;
  /** Opaque to the native side: kept in memory and in `status` as `applied`, so that the next plan knows what was asked for. */
  applied: string;

  /** CLONE_NEW* flags to create. CLONE_NEWUSER absent = the host's ids. */
  namespaces: number;
  /** Lines of /proc/PID/uid_map and gid_map; empty without a user namespace. */
  uidMap: string;
  gidMap: string;
  /** Join the network namespace of this process instead of making one; 0 = no. */
  joinNetworkPid: number;
  /** The same for other namespaces, by their CLONE_NEW* flag. */
  joinNamespaces: { flag: number; pid: number }[];
  /** Lines of /proc/PID/timens_offsets; '' = the host's clocks. */
  timeOffsets: string;
  /** The host's interfaces that the monitor moves inside, and gives back as they were when the container has ended. */
  physical: { name: string; interface: string }[];
  /** Run on the host when the container has ended for good, before its interfaces go. */
  downScripts: HostScript[];
  cgroup: CgroupLaunch;
  setup: SetupStep[];
  /** Applied inside once namespaces exist and before PID 1 is parked: hostname, sysctls, lo up. */
  configure: ConfigureStep[];
  /** In the order in which those of one event run. */
  hooks: HookLaunch[];
  /** LXC's: 0 hands a stop hook the namespaces as arguments, 1 by variables alone. */
  hookVersion: 0 | 1;
  /** Directory of the host at which the root is attached while hooks may look at it from outside. */
  rootPlace: string;
  insideHooks: InsideHookLaunch[];

  oomScoreAdj?: number;
  /** Files of /proc/PID, written from outside. */
  procFiles: { name: string; value: string }[];
  /** RLIMIT_* number; -1 = unlimited. */
  rlimits: { resource: number; soft: number; hard: number }[];
  /** Bit masks. Inheritable and ambient are empty. */
  capabilities: bigint;
  noNewPrivileges: boolean;
  /** struct sock_filter[] as bytes; empty = unconfined. */
  seccomp: Uint8Array;
  /** A session keyring of its own, so that keys of who started it are out of reach. */
  keyring: boolean;
  /** Never on one core with others at a time (PR_SCHED_CORE). */
  coreScheduling: boolean;
  /** Written to attr/exec: `exec PROFILE` for AppArmor, a context for SELinux; '' = none. */
  securityLabel: string;
  /** Of personality(2); absent = as the host's. */
  personality?: number;

  /** `uid[:gid]` or names, resolved in the container's /etc/passwd and /etc/group by a bounded parser. */
  user: string;
  groupAdd: string[];
  workingDirectory: string;
  /** Empty with `reaper`: PID 1 only reaps, and the container lives as long as the first program that EXEC starts in it. */
  argv: string[];
  /** `K=V` */
  environment: string[];
  /** Make a pty from the container's own devpts the controlling terminal; else stdin is /dev/null and stdout/stderr pipes. */
  tty: boolean;
  stdinOpen: boolean;
  console: ConsoleLaunch;
  /** Be PID 1 ourselves: reap, forward signals, exit with the command's status. */
  reaper: boolean;

  stopSignal: number;
  /** Sent instead to a PID 1 that blocks it: how systemd, which halts at it, is told from another init. 0 = none. */
  stopSignalIfBlocked: number;
  stopGraceMs: number;
  /** Asks PID 1 to reboot. */
  rebootSignal: number;
  /** Removed with all that is in it when the container has ended, and the run directory as well; '' = nothing is. */
  ephemeralDirectory: string;
  restart: { policy: 'no' | 'always' | 'on-failure' | 'unless-stopped'; maximumRetries: number };
  healthcheck?: HealthcheckLaunch;
}
