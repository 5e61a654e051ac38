/** Builds the real effects for a verb: the session of an apply, and the lock around it. */
import { closeSync } from 'node:fs';
import { openCgroups } from '../cgroup/open.js';
import type { Project } from '../model/project.js';
import type { Resource } from '../model/resource.js';
import { loadNative } from '../native/index.js';
import type { Ip } from '../netbridge/ip.js';
import { openIp } from '../netbridge/ip-process.js';
import { configureMonitor } from '../runtime/monitor-client.js';
import type { Session } from '../runtime/session.js';
import type { LivingContainer } from '../runtime/snapshot.js';
import type { Starter } from '../runtime/starter.js';
import { startStarter } from '../runtime/starter-process.js';
import { containerRunDirectory, ensureDirectories, projectDirectories } from '../store/directories.js';
import { lockProject } from '../store/project-lock.js';
import type { Invocation } from './contract.js';
import { readVariable } from './variables.js';

/** Runs `work` as the only writer of the project. */
export async function withLock<Result>(
  invocation: Invocation,
  project: string,
  work: (tools: { lock: number; ip: Ip }) => Promise<Result>,
): Promise<Result> {
  const directories = projectDirectories(project);
  ensureDirectories(directories);
  const waiting = (text: string) => invocation.report({ type: 'waiting', text });
  const lock = await lockProject(directories.run, loadNative(), invocation.lockTimeoutMs, waiting);
  const ip = openIp(lock);
  try {
    return await work({ lock, ip });
  } finally {
    ip.close();
    closeSync(lock);
  }
}

export interface SessionRequest {
  project: Project;
  desired: Resource[];
  living: ReadonlyMap<string, LivingContainer>;
  lock: number;
  ip: Ip;
  graceMs: number | null;
  timeoutMs: number;
  idRanges: Record<string, number>;
  wholeGroup?: boolean;
}

export function openSession(
  invocation: Invocation,
  request: SessionRequest,
): Session & { close(): Promise<void> } {
  const { project } = request;
  const directories = projectDirectories(project.name);
  let starter: Promise<Starter> | undefined;
  const pids = [...request.living.values()].flatMap(each =>
    each.pid === null ? [] : [[each.name, each.pid] as const],
  );
  return {
    projectName: project.name,
    project,
    desired: new Map(request.desired.map(resource => [resource.id, resource])),
    cgroups: openCgroups(),
    directories,
    runDirectory: directories.run,
    stateDirectory: directories.state,
    lock: request.lock,
    ip: request.ip,
    wholeGroup: request.wholeGroup === true,
    trace: invocation.trace,
    graceMs: request.graceMs,
    deadlineMs: request.timeoutMs > 0 ? Date.now() + request.timeoutMs : null,
    idRanges: request.idRanges,
    pids: new Map(pids),
    parked: new Set(),
    configure: new Map(),
    variable: name => readVariable(invocation, project.directory, name),
    starter() {
      starter ??= startStarter({ project: project.name, lock: request.lock });
      return starter;
    },
    configureRunning: (container, steps) =>
      configureMonitor(containerRunDirectory(directories, container), steps),
    async close() {
      if (starter) await (await starter).close();
    },
  };
}
