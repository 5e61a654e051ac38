/** Where the run and state directories are, and that only root can write there. */
import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { ExitCode, Problem } from '../model/problem.js';

/** The overrides exist for tests and for projects side by side in namespaces. */
export function runBase(): string {
  return process.env['LXC_COMPOSE_RUN_DIRECTORY'] || '/run/lxc-compose';
}

export function stateBase(): string {
  return process.env['LXC_COMPOSE_STATE_DIRECTORY'] || '/var/lib/lxc-compose';
}

/** Compiled specs: worth nothing but time, so they stay when projects go (Filesystem Hierarchy Standard, /var/cache). */
export function cacheBase(): string {
  return process.env['LXC_COMPOSE_CACHE_DIRECTORY'] || '/var/cache/lxc-compose';
}

export interface ProjectDirectories {
  /** Sockets, status files, hosts files, the lock. Worthless after a reboot. */
  run: string;
  /** Logs, overlay layers, volumes, the project's record. */
  state: string;
}

export function projectDirectories(project: string): ProjectDirectories {
  return { run: `${runBase()}/${project}`, state: `${stateBase()}/${project}` };
}

/** Run directory of one container; below a folder of its own so that no container name can clash with ours. */
export function containerRunDirectory(directories: ProjectDirectories, container: string): string {
  return `${directories.run}/containers/${container}`;
}

/**
 * Makes both directories of a project, 0700 and root's. A directory that is a symbolic link, belongs to somebody
 * else or can be written by others is refused (CVE-2015-1331, CVE-2026-33711: state in a place that others prepare).
 */
export function ensureDirectories(directories: ProjectDirectories): void {
  for (const directory of [
    runBase(),
    stateBase(),
    directories.run,
    `${directories.run}/containers`,
    directories.state,
  ]) {
    ensurePrivate(directory);
  }
}

function ensurePrivate(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    const { code = 'EIO', syscall = 'mkdir' } = error as NodeJS.ErrnoException;
    throw new Problem(`cannot make the directory ${directory}`, {
      exitCode: code === 'EACCES' || code === 'EPERM' ? ExitCode.permission : ExitCode.failed,
      kernel: { step: 'make a state directory', call: syscall, errno: code, path: directory },
      remedy: 'Run lxc-compose as root.',
      cause: error,
    });
  }
  const status = lstatSync(directory);
  if (!status.isDirectory() || status.uid !== process.getuid!()) {
    throw new Problem(`${directory} is not a directory of this user`, {
      remedy: `Look who made it; then remove it: rm -r ${directory}`,
    });
  }
  if ((status.mode & 0o022) !== 0) chmodSync(directory, 0o700);
}
