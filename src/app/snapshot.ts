/** What a container has changed of its root file system, kept and brought back. Takes time for the changes only. */
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { ExitCode, Problem } from '../model/problem.js';
import { copyTree, removeDeep } from '../runtime/container-files.js';
import { readContainers } from '../runtime/living.js';
import { freezeMonitors } from '../runtime/monitor-requests.js';
import { writeAtomically } from '../store/atomic-write.js';
import { containerRunDirectory, projectDirectories } from '../store/directories.js';
import { listSnapshots, type Snapshot, snapshotDirectory } from '../store/snapshots.js';
import type { Invocation } from './contract.js';
import { withLock } from './host.js';
import { load } from './load.js';
import { namedContainers } from './scope.js';

/** Freezes a running container while it is copied. @returns the snapshot's name. @throws Problem without an overlay */
export async function snapshot(invocation: Invocation, container: string, comment: string): Promise<string> {
  const { project, name } = await find(invocation, container);
  return withLock(invocation, project, async () => {
    const directories = projectDirectories(project);
    const layers = layersOf(directories.state, name);
    const own = snapshotDirectory(directories.state, name);
    const known = listSnapshots(directories.state, name).map(each => Number(each.name.slice('snap'.length)));
    const made = `snap${Math.max(-1, ...known) + 1}`;
    await removeDeep(`${own}/${made}`);
    mkdirSync(`${own}/${made}`, { recursive: true, mode: 0o700 });
    const runs = readContainers(directories.run).get(name)?.state === 'RUNNING';
    const run = [containerRunDirectory(directories, name)];
    if (runs) refuse(await freezeMonitors(run, true));
    try {
      await copyTree(layers, `${own}/${made}/layers`);
    } finally {
      if (runs) refuse(await freezeMonitors(run, false));
    }
    // The last file: what has none was cut short.
    writeAtomically(`${own}/${made}/snapshot.json`, `${JSON.stringify({ time: Date.now(), comment })}\n`);
    return made;
  });
}

export async function snapshots(invocation: Invocation, container: string): Promise<Snapshot[]> {
  const { project, name } = await find(invocation, container);
  return listSnapshots(projectDirectories(project).state, name);
}

/** Brings a stopped container back to a snapshot, which stays. @throws Problem (4) while it runs */
export async function restore(invocation: Invocation, container: string, wanted: string): Promise<void> {
  const { project, name } = await find(invocation, container);
  await withLock(invocation, project, async () => {
    const directories = projectDirectories(project);
    const from = `${demandSnapshot(directories.state, name, wanted)}/layers`;
    if ((readContainers(directories.run).get(name)?.state ?? 'STOPPED') !== 'STOPPED') {
      throw new Problem(`${name} is running`, {
        exitCode: ExitCode.refused,
        remedy: `Stop it first: lxc-compose stop ${name}`,
      });
    }
    const layers = `${directories.state}/${name}/layers`;
    mkdirSync(`${directories.state}/${name}`, { recursive: true, mode: 0o700 });
    await removeDeep(`${layers}.new`);
    await copyTree(from, `${layers}.new`);
    await removeDeep(layers);
    renameSync(`${layers}.new`, layers);
  });
}

export async function removeSnapshot(
  invocation: Invocation,
  container: string,
  wanted: string,
): Promise<void> {
  const { project, name } = await find(invocation, container);
  await withLock(invocation, project, () =>
    removeDeep(demandSnapshot(projectDirectories(project).state, name, wanted)),
  );
}

async function find(invocation: Invocation, container: string): Promise<{ project: string; name: string }> {
  const { project } = await load(invocation);
  return { project: project.name, name: namedContainers(project, [container])[0]! };
}

function layersOf(state: string, name: string): string {
  const layers = `${state}/${name}/layers`;
  if (existsSync(layers)) return layers;
  throw new Problem(`${name} has no changes of its own to keep`, {
    remedy: 'Give it `overlay: true`: then what it writes is apart from its root file system.',
  });
}

function demandSnapshot(state: string, name: string, wanted: string): string {
  const known = listSnapshots(state, name).map(each => each.name);
  if (known.includes(wanted)) return `${snapshotDirectory(state, name)}/${wanted}`;
  throw new Problem(`${name} has no snapshot ${wanted}`, {
    remedy: known.length > 0 ? `There are: ${known.join(', ')}.` : `Take one: lxc-compose snapshot ${name}`,
  });
}

function refuse([problem]: (Problem | null)[]): void {
  if (problem) throw problem;
}
