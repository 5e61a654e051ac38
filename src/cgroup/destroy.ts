/** Ends and removes cgroups whose monitor is gone. */
import { existsSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Problem } from '../model/problem.js';

const boundMs = 10_000;

/**
 * Kills every process below the directories (cgroup.kill where there is one, else those listed right now) and removes
 * them, children first. @throws Problem naming a process that is still there after 10 s
 */
export async function destroyTree(directories: string[]): Promise<void> {
  const until = Date.now() + boundMs;
  for (;;) {
    const left = directories.filter(directory => existsSync(directory));
    if (left.length === 0) return;
    for (const directory of left) kill(directory);
    for (const directory of left) remove(directory);
    if (Date.now() > until) {
      const directory = left.find(each => existsSync(each));
      if (!directory) return;
      const pids = processes(directory);
      throw new Problem(
        `the cgroup ${directory} cannot be removed${pids.length > 0 ? `: process ${pids[0]} does not end` : ''}`,
        {
          kernel: { step: 'remove a cgroup', call: 'rmdir', errno: 'EBUSY', path: directory },
          remedy: 'Run `lxc-compose down` again when that process has ended.',
        },
      );
    }
    await delay(5);
  }
}

function kill(directory: string): void {
  try {
    writeFileSync(`${directory}/cgroup.kill`, '1');
  } catch {
    for (const pid of processes(directory)) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended between the two calls.
      }
    }
  }
}

function processes(directory: string): number[] {
  try {
    return readFileSync(`${directory}/cgroup.procs`, 'utf8').split('\n').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function remove(directory: string): void {
  try {
    for (const each of readdirSync(directory, { withFileTypes: true })) {
      if (each.isDirectory()) remove(`${directory}/${each.name}`);
    }
    rmdirSync(directory);
  } catch {
    // Busy for now; the caller comes again.
  }
}
