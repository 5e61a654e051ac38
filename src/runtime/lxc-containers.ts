/** LXC's containers: their directories, and of those that run the first process, told by /proc without LXC's programs. */
import { readdirSync, readFileSync, statSync } from 'node:fs';

export interface LxcContainer {
  name: string;
  /** Its configuration. */
  file: string;
  /** Its PID 1 as the host numbers it; null when it does not run. */
  pid: number | null;
}

/** @param lxcPath LXC's directory of containers; none when it is not there */
export function findLxcContainers(lxcPath: string): LxcContainer[] {
  const names = list(lxcPath).filter(name => isFile(`${lxcPath}/${name}/config`));
  if (names.length === 0) return [];
  const running = runningContainers(lxcPath);
  return names.sort().map(name => ({
    name,
    file: `${lxcPath}/${name}/config`,
    pid: running.get(name) ?? null,
  }));
}

/** By name. Its parent, the monitor, has the container's directory and name as its title; in the foreground it is lxc-start itself. */
function runningContainers(lxcPath: string): Map<string, number> {
  const found = new Map<string, number>();
  for (const pid of list('/proc').filter(each => /^\d+$/.test(each))) {
    const status = read(`/proc/${pid}/status`);
    // The first process of a namespace of its own: number 1 inside, another one here.
    if (!/^NSpid:\t(?:\d+\t)+1$/m.test(status)) continue;
    const title = read(`/proc/${/^PPid:\t(\d+)$/m.exec(status)?.[1]}/cmdline`);
    const name = nameOf(title.replace(/\0+$/, ''), lxcPath, read(`/proc/${pid}/cgroup`));
    if (name !== undefined) found.set(name, Number(pid));
  }
  return found;
}

function nameOf(title: string, lxcPath: string, cgroups: string): string | undefined {
  const monitor = /^\[lxc monitor\] (.*) (\S+)$/.exec(title);
  if (monitor) return monitor[1] === lxcPath ? monitor[2] : undefined;
  const [program, ...args] = title.split('\0');
  if (!/(^|\/)lxc-(start|execute)$/.test(program!)) return undefined;
  const given = pathAmong(args);
  if (given !== undefined && given !== lxcPath) return undefined;
  return /\/lxc\.payload[./]([^/\n]+)$/m.exec(cgroups)?.[1];
}

/** What `-P` or `--lxcPath` says. */
function pathAmong(args: string[]): string | undefined {
  const at = args.findIndex(each => each === '-P' || each === '--lxcPath');
  const joined = args.find(each => /^(-P.|--lxcPath=)/.test(each));
  const path = at >= 0 ? args[at + 1] : joined?.replace(/^(-P|--lxcPath=)/, '');
  return path?.replace(/(.)\/+$/, '$1');
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Processes come and go while they are looked at. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
