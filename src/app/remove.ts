/** Takes containers away with what they own on disk; networks, shared volumes and the others stay. */
import { existsSync, readdirSync } from 'node:fs';
import { openCgroups } from '../cgroup/open.js';
import { ExitCode, Problem } from '../model/problem.js';
import type { Project } from '../model/project.js';
import { destroyOperations } from '../reconcile/destroy.js';
import { orderOperations } from '../reconcile/order.js';
import { clearStateDirectory } from '../runtime/container-files.js';
import { readContainers } from '../runtime/living.js';
import type { LivingContainer } from '../runtime/snapshot.js';
import { projectDirectories } from '../store/directories.js';
import { readRecord } from '../store/record.js';
import { applyPlan } from './apply-plan.js';
import type { ApplyResult, Invocation, RemoveOptions } from './contract.js';
import { openSession, withLock } from './host.js';
import { loadOrNamed } from './load-or-named.js';

/** @throws Problem (4) when one that was named runs and is not to be forced; (64) for a name that nothing bears */
export async function remove(invocation: Invocation, options: RemoveOptions): Promise<ApplyResult> {
  const project = await loadOrNamed(invocation);
  return withLock(invocation, project.name, async ({ lock, ip }) => {
    const directories = projectDirectories(project.name);
    const living = readContainers(directories.run);
    const cgroups = openCgroups();
    const there = new Set([
      ...living.keys(),
      ...cgroups.containers(project.name),
      ...ownersOnDisk(directories.state, project),
    ]);
    const chosen = choose(options, project, there, living);
    const resources = chosen.map(name => ({
      kind: 'container' as const,
      id: `containers.${name}`,
      container: name,
      attributes: {},
    }));
    const operations = destroyOperations(resources, { graceful: false });
    const plan = { project: project.name, operations: orderOperations(operations, project), warnings: [] };
    const session = openSession(invocation, {
      project,
      desired: [],
      living,
      lock,
      ip,
      // As lxc-destroy and docker do: who says it by force does not wait.
      graceMs: 0,
      timeoutMs: 0,
      idRanges: readRecord(directories.state).idRanges,
    });
    try {
      const result = await applyPlan(invocation, plan, session, async () => ({ ...plan, operations: [] }));
      if (options.volumes && result.failed.length === 0) {
        for (const volume of ownVolumes(project, chosen))
          await clearStateDirectory(`${directories.state}/volumes`, volume);
      }
      return result;
    } finally {
      await session.close();
    }
  });
}

/** Containers that `create` or an earlier life left something of. */
function ownersOnDisk(state: string, project: Project): string[] {
  const known = new Set(project.containers.map(each => each.name));
  const entries = existsSync(state) ? readdirSync(state, { withFileTypes: true }) : [];
  return entries
    .filter(
      each =>
        each.isDirectory() &&
        (known.has(each.name) || existsSync(`${state}/${each.name}/log`)) &&
        each.name !== 'volumes',
    )
    .map(each => each.name);
}

function choose(
  { containers, force }: RemoveOptions,
  project: Project,
  there: ReadonlySet<string>,
  living: ReadonlyMap<string, LivingContainer>,
): string[] {
  const runs = (name: string) => (living.get(name)?.state ?? 'STOPPED') !== 'STOPPED';
  if (containers.length === 0) return [...there].filter(name => force || !runs(name)).sort();
  const named = containers.flatMap(name => {
    const instances = project.containers.filter(each => each.service === name).map(each => each.name);
    const names = there.has(name) ? [name] : instances;
    if (names.length > 0 || project.containers.some(each => each.name === name)) return names;
    throw new Problem(`no container "${name}" in this project`, {
      exitCode: ExitCode.usage,
      remedy: `There are: ${[...new Set([...there, ...project.containers.map(each => each.name)])].sort().join(', ')}.`,
    });
  });
  const running = named.find(name => !force && runs(name));
  if (running !== undefined) {
    throw new Problem(`${running} is running`, {
      exitCode: ExitCode.refused,
      remedy: `Stop it first, or say --force: lxc-compose rm --force ${running}`,
    });
  }
  return [...new Set(named)].filter(name => there.has(name));
}

/** Volumes that only these containers use. */
function ownVolumes(project: Project, chosen: string[]): string[] {
  const used = (names: (name: string) => boolean) =>
    new Set(
      project.containers
        .filter(each => names(each.name))
        .flatMap(each => each.mounts.filter(mount => mount.type === 'volume').map(mount => mount.source)),
    );
  const others = used(name => !chosen.includes(name));
  const external = new Set(project.volumes.filter(each => each.external).map(each => each.name));
  return [...used(name => chosen.includes(name))].filter(name => !others.has(name) && !external.has(name));
}
