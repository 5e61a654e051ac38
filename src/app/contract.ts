/**
 * What a verb takes and gives back: the seam between the command line (flags in, text out) and the work. A program
 * that uses lxc-compose as a library calls the same functions (src/index.ts).
 */

import type { NamedFile } from '../cgroup/named-file.js';
import type { Usage } from '../cgroup/usage.js';
import type { Finding } from '../lint/finding.js';
import type { Plan } from '../model/operation.js';
import type { Project, PublishedPort } from '../model/project.js';
import type { ContainerEvent } from '../runtime/events.js';
import type { LogRecord } from '../runtime/log-lines.js';
import type { ContainerProcess } from '../runtime/processes.js';
import type { LivingContainer } from '../runtime/snapshot.js';
import type { Diagnostic } from '../spec/diagnostic.js';
import type { Origin } from '../spec/explain-merge.js';
import type { Snapshot } from '../store/snapshots.js';
import type {
  CgroupOptions,
  ConsoleOptions,
  ContainerInfo,
  ContainerSample,
  PriorityOptions,
  ProcessList,
  SshOptions,
} from './contract-look.js';
import type { ApplyResult, PlanVerbs } from './contract-plan.js';
import type {
  AutostartOptions,
  AutostartResult,
  IdMapLine,
  RemoveOptions,
  RunOptions,
  UnsharedOptions,
} from './contract-run.js';
import type { Invocation, ProgressEvent } from './invocation.js';

export type * from './contract-look.js';
export type * from './contract-plan.js';

export type { Invocation, ProgressEvent };

/** A row of `ps`. */
export interface ContainerRow extends LivingContainer {
  project: string;
  command: string;
  addresses: { network: string; interface: string; address: string }[];
  ports: string[];
}

export interface ExecOptions {
  container: string;
  argv: string[];
  environment: string[];
  workingDirectory: string;
  user: string;
  /** Give it a terminal (the caller's is never handed over; bytes are relayed). */
  tty: boolean;
  privileged: boolean;
  /** Without the container's cgroups (in those of its monitor), or without its security label. */
  without?: readonly ('cgroup' | 'label')[];
  /** Only these of the container's namespaces, in the kernel's words or LXC's; absent = all. */
  namespaces?: readonly string[];
  /** Not in its mounts, and yet with a /proc and /sys of the namespaces that it is in, for the program alone. */
  remount?: boolean;
  /** Another answer of uname(2): linux/386, or LXC's i686. */
  platform?: string;
  /** SELinux context instead of the container's label. */
  label?: string;
  /** File to which everything is added that its terminal shows. */
  transcript?: string;
}

export type { AutostartOptions, AutostartResult, IdMapLine, RemoveOptions, RunOptions, UnsharedOptions };

export interface KillOptions {
  /** Empty = all that run. */
  containers: string[];
  /** Kernel name: SIGKILL, SIGRTMIN+3. */
  signal: string;
  /** Every process of the container's cgroup, not only its PID 1. */
  all: boolean;
}

export type { ContainerProcess, NamedFile, Usage };

export type ContainerState = LivingContainer['state'];

export interface WaitOptions {
  containers: string[];
  states: ContainerState[];
  /** 0 = for ever. */
  timeoutMs: number;
}

export interface WaitedContainer {
  name: string;
  state: ContainerState;
  /** Of its last run: the program's, or 128 + signal; null = it never ended. */
  exitCode: number | null;
}

export type { ContainerEvent, LogRecord };

export interface LogOptions {
  containers: string[];
  follow: boolean;
  /** Last n lines of each container; null = all. */
  tail: number | null;
  /** Realtime, ns. */
  sinceNs: bigint | null;
  untilNs: bigint | null;
}

export type { Finding };

export interface LintResult {
  /** False: the findings are what loading the spec said, and no rule was asked. */
  valid: boolean;
  /** Of all levels, by place. */
  findings: Finding[];
  /** Texts to show their lines from. */
  sources: Map<string, string>;
}

export interface AdoptOptions {
  /** What is not ours, also when there is a project of the name. */
  fromHost: boolean;
  /** Directory of LXC's containers. */
  lxcPath?: string;
  /** Directory of named network namespaces. */
  namespaces?: string;
}

/** What is running, as a spec. */
export interface AdoptedSpec {
  text: string;
  /** A sentence for each thing that is in it. */
  found: string[];
  /** What could not be said, as sentences. */
  remarks: string[];
}

/** A container as a configuration of LXC. */
export interface ExportedContainer {
  name: string;
  text: string;
  /** What LXC has no key for. */
  remarks: Diagnostic[];
}

/** A file of another program as a spec. */
export interface ImportedSpec {
  text: string;
  /** Warnings, with the texts to show their lines from. */
  remarks: Diagnostic[];
  sources: Map<string, string>;
}

export interface SetOptions {
  path: string;
  /** YAML; null = delete. */
  value: string | null;
  /** The value is a text whatever it looks like. */
  asText: boolean;
  write: boolean;
}

export interface FormatOptions {
  /** `-` = standard input; null = the spec that every command finds. */
  file: string | null;
  /** Also today's words for older ones. */
  upgrade: boolean;
  write: boolean;
}

/** A spec whose text was changed, or would be. */
export interface EditedSpec {
  /** Absolute, or `<stdin>`. */
  file: string;
  before: string;
  after: string;
  /** About the change, with places in the text before it. */
  remarks: Diagnostic[];
  /** What loading the new text warns of and loading the old one did not. */
  warnings: Diagnostic[];
}

/** The verbs; each is one file of app/ exporting a function of this shape. */
export interface Verbs extends PlanVerbs {
  load(invocation: Invocation): Promise<{ project: Project; warnings: string[] }>;
  /** Lines for a shell that do what applying the plan would do; `#` lines for what a shell cannot do. */
  commands(invocation: Invocation, plan: Plan): Promise<string[]>;
  ps(invocation: Invocation, options: { all: boolean }): Promise<ContainerRow[]>;
  /** Every project on this host: name, spec path, counts. */
  projects(): Promise<{ name: string; file: string | null; running: number; stopped: number }[]>;
  /** The exit status of the program, 128 + signal, or rejects with a Problem of exit code 125, 126 or 127. */
  exec(invocation: Invocation, options: ExecOptions): Promise<number>;
  logs(invocation: Invocation, options: LogOptions): AsyncIterable<LogRecord>;
  /** The exit status of the program, or rejects as `exec` does. */
  run(invocation: Invocation, options: RunOptions): Promise<number>;
  /** A program of the host in new namespaces; needs no spec. */
  runUnshared(options: UnsharedOptions): Promise<number>;
  create(invocation: Invocation, options: { containers: string[] }): Promise<ApplyResult>;
  remove(invocation: Invocation, options: RemoveOptions): Promise<ApplyResult>;
  start(invocation: Invocation, containers: string[]): Promise<ApplyResult>;
  stop(invocation: Invocation, containers: string[], graceMs: number | null): Promise<ApplyResult>;
  restart(invocation: Invocation, containers: string[], graceMs: number | null): Promise<ApplyResult>;
  /** The names of those that run again; with their own inits' help. */
  reboot(invocation: Invocation, containers: string[], graceMs: number | null): Promise<string[]>;
  autostart(invocation: Invocation, options: AutostartOptions): Promise<AutostartResult>;
  /** What `autostart` would do it to, in order. */
  autostartList(
    invocation: Invocation,
    options: AutostartOptions,
  ): Promise<{ container: string; delayMs: number }[]>;
  systemdUnit(invocation: Invocation, program: string): Promise<{ name: string; text: string }>;
  /** Without names all that run. @throws Problem for a name that does not run */
  freeze(invocation: Invocation, containers: string[]): Promise<ApplyResult>;
  unfreeze(invocation: Invocation, containers: string[]): Promise<ApplyResult>;
  /** Sends a signal; the names that got it. Takes no lock: it must work while an `up` hangs. */
  kill(invocation: Invocation, options: KillOptions): Promise<string[]>;
  /** Waits until each container is in one of the states. @throws Problem (124) when the time is up */
  wait(invocation: Invocation, options: WaitOptions): Promise<WaitedContainer[]>;
  /** Every transition from now on, until the signal. */
  monitor(invocation: Invocation, containers: string[], signal: AbortSignal): AsyncIterable<ContainerEvent>;
  info(invocation: Invocation, containers: string[]): Promise<ContainerInfo[]>;
  /** Processes of running containers. */
  top(invocation: Invocation, containers: string[]): Promise<ProcessList[]>;
  /** One look at what running containers use. */
  stats(invocation: Invocation, containers: string[]): Promise<ContainerSample[]>;
  /** Keeps what a container has changed; the name of the snapshot. */
  snapshot(invocation: Invocation, container: string, comment: string): Promise<string>;
  snapshots(invocation: Invocation, container: string): Promise<Snapshot[]>;
  /** Brings a stopped container back. */
  restore(invocation: Invocation, container: string, snapshot: string): Promise<void>;
  removeSnapshot(invocation: Invocation, container: string, snapshot: string): Promise<void>;
  /** ssh's exit status. */
  ssh(invocation: Invocation, options: SshOptions): Promise<number>;
  /** Until the user leaves it (true) or the container ends (false). */
  console(invocation: Invocation, options: ConsoleOptions): Promise<boolean>;
  cgroup(invocation: Invocation, options: CgroupOptions): Promise<NamedFile>;
  /** The nice value of a running container's PID 1, after setting it when one is given. */
  priority(invocation: Invocation, options: PriorityOptions): Promise<number>;
  port(invocation: Invocation, container: string): Promise<PublishedPort[]>;
  /** Runs a template of LXC to its end; its exit status. */
  lxcTemplate(program: string, options: string[]): Promise<number>;
  /** Runs a shell line of the user's for an event. */
  eventCommand(command: string, variables: Record<string, string>): Promise<void>;
  lint(invocation: Invocation): Promise<LintResult>;
  /** Every value at and below a path of the spec, with the file that it comes from. */
  explainMerge(invocation: Invocation, path: string): Promise<Origin[]>;
  /** A spec of what is running, whose plan is empty. */
  adopt(invocation: Invocation, options: AdoptOptions): Promise<AdoptedSpec>;
  /** Containers as configurations of LXC; without names all. */
  exportLxc(invocation: Invocation, names: string[]): Promise<ExportedContainer[]>;
  importSpec(invocation: Invocation, kind: string, file: string): Promise<ImportedSpec>;
  /** A first spec for the directory of `target`, which it does not write. `file`: of another program, for its kinds only. */
  initSpec(
    invocation: Invocation,
    kind: string,
    file: string | undefined,
    target: string,
  ): Promise<ImportedSpec>;
  fmt(invocation: Invocation, options: FormatOptions): Promise<EditedSpec>;
  set(invocation: Invocation, options: SetOptions): Promise<EditedSpec>;
  writeNewFile(path: string, text: string): Promise<void>;
  /** LXC's commands as links to `program` in a directory; the links that are there then, or were (remove). */
  aliases(
    action: 'install' | 'list' | 'remove',
    directory: string,
    names: readonly string[],
    program: string,
  ): Promise<string[]>;
  doctor(): Promise<
    { feature: string; present: boolean; detail: string; disables: string[]; remedy: string | null }[]
  >;
}
