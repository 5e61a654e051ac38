/** Processes of a container, by its cgroup; as /proc tells of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { readQuietly } from '../cgroup/read-quietly.js';

export interface ContainerProcess {
  /** On the host. */
  pid: number;
  /** In its own PID namespace, which may be one below the container's. */
  innerPid: number;
  parent: number;
  /** How many PID namespaces lie between the container's and its own. */
  depth: number;
  /** The host's id, and the container's where its range maps it. */
  uid: number;
  innerUid: number | null;
  /** Processor time in milliseconds. */
  cpuMs: number;
  /** Resident memory, bytes. */
  resident: number;
  /** The kernel's letter: R, S, D, Z, T. */
  state: string;
  /** Milliseconds since 1970. */
  startedAt: number;
  command: string;
}

/** sysconf(_SC_CLK_TCK), which is 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;
const pageSize = 4096;

/**
 * @param cgroup of the unified hierarchy, or of one of v1
 * @param init host pid of PID 1: whose ids and namespaces are the container's
 */
export function listProcesses(cgroup: string, init: number): ContainerProcess[] {
  const map = uidMap(init);
  const depth = namespacePids(init).length;
  const boot = bootTime();
  return pidsBelow(cgroup)
    .flatMap(pid => readProcess(pid, map, depth, boot) ?? [])
    .sort((one, two) => one.pid - two.pid);
}

/** Every process of a cgroup and of those below it. */
export function pidsBelow(cgroup: string): number[] {
  const own = (readQuietly(`${cgroup}/cgroup.procs`) ?? '').split('\n').filter(Boolean).map(Number);
  return [...own, ...subdirectories(cgroup).flatMap(name => pidsBelow(`${cgroup}/${name}`))];
}

function subdirectories(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true }).flatMap(each =>
      each.isDirectory() ? [each.name] : [],
    );
  } catch {
    return [];
  }
}

/** undefined = it has ended meanwhile. */
function readProcess(
  pid: number,
  map: number[][],
  depth: number,
  boot: number,
): ContainerProcess | undefined {
  const stat = readQuietly(`/proc/${pid}/stat`);
  const status = readQuietly(`/proc/${pid}/status`);
  if (stat === null || status === null) return undefined;
  // The name may hold blanks and parentheses: the numbers begin behind the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const pids = field(status, 'NSpid').split(/\s+/).map(Number);
  const uid = Number(field(status, 'Uid').split(/\s+/)[0]);
  const words = (readQuietly(`/proc/${pid}/cmdline`) ?? '').split('\0').filter(Boolean);
  return {
    pid,
    innerPid: pids.at(-1) ?? pid,
    parent: Number(fields[1]),
    depth: Math.max(0, pids.length - depth),
    uid,
    innerUid: innerId(map, uid),
    cpuMs: ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond,
    resident: Number(fields[21]) * pageSize,
    state: fields[0]!,
    startedAt: boot + (Number(fields[19]) * 1000) / ticksPerSecond,
    command: words.length > 0 ? words.join(' ') : `[${field(status, 'Name')}]`,
  };
}

function field(status: string, name: string): string {
  return new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1]?.trim() ?? '';
}

function namespacePids(pid: number): string[] {
  return field(readQuietly(`/proc/${pid}/status`) ?? '', 'NSpid').split(/\s+/);
}

/** Rows of inside, outside, count. */
function uidMap(pid: number): number[][] {
  const text = readQuietly(`/proc/${pid}/uid_map`) ?? '';
  return text
    .split('\n')
    .filter(Boolean)
    .map(line => line.trim().split(/\s+/).map(Number));
}

function innerId(map: number[][], id: number): number | null {
  for (const [inside, outside, count] of map)
    if (id >= outside! && id < outside! + count!) return inside! + id - outside!;
  return null;
}

function bootTime(): number {
  const seconds = /^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1];
  return Number(seconds ?? 0) * 1000;
}
