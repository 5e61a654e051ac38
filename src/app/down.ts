/** Takes away everything that bears the project's mark, and nothing else. */
import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { linkGroup, parseLinkMark } from '../model/mark.js';
import type { Operation } from '../model/operation.js';
import type { Project } from '../model/project.js';
import { destroyOperations } from '../reconcile/destroy.js';
import { orderOperations } from '../reconcile/order.js';
import { clearStateDirectory } from '../runtime/container-files.js';
import { restoreForwarding } from '../runtime/forwarding.js';
import type { Snapshot } from '../runtime/snapshot.js';
import { projectDirectories, runBase, stateBase } from '../store/directories.js';
import { snapshotsEntry } from '../store/snapshots.js';
import { applyPlan } from './apply-plan.js';
import type { ApplyResult, DownOptions, Invocation } from './contract.js';
import { openSession, withLock } from './host.js';
import { loadOrNamed } from './load-or-named.js';
import { observe } from './observe.js';
import { settlePending } from './pending.js';
import { runProjectHooks } from './project-hooks.js';

/** Works without the spec too, when a project name is given: the marks tell what is there. */
export async function down(invocation: Invocation, options: DownOptions): Promise<ApplyResult> {
  const project = await loadOrNamed(invocation);
  return withLock(invocation, project.name, async ({ lock, ip }) => {
    const seen = observe(invocation, project.name, undefined, false);
    if (existsSync(projectDirectories(project.name).run)) ip.prepare();
    const { resources, living, snapshot } = await seen;
    const wrecks = snapshot.cgroups
      .containers(project.name)
      .filter(name => !living.has(name))
      .map(name => ({
        kind: 'container' as const,
        id: `containers.${name}`,
        container: name,
        attributes: {},
      }));
    const operations = destroyOperations([...resources, ...wrecks], { graceful: options.graceMs !== 0 });
    const plan = {
      project: project.name,
      operations: orderOperations(inWaves(operations, project, options), project),
      warnings: [],
    };
    settlePending(project.name);
    await runProjectHooks(project, 'pre-down', invocation);
    const session = openSession(invocation, {
      project,
      desired: [],
      living,
      lock,
      ip,
      graceMs: options.graceMs,
      timeoutMs: 0,
      idRanges: {},
      wholeGroup: await ownsGroup(project.name, snapshot),
    });
    const result = await applyPlan(invocation, plan, session, async () => ({ ...plan, operations: [] }));
    await session.close();
    if (result.failed.length === 0) {
      await clear(project.name, session.cgroups, options.volumes);
      await runProjectHooks(project, 'post-down', invocation);
    }
    return result;
  });
}

/** The reverse of the order in which they came up, unless everything is killed at once. */
function inWaves(operations: Operation[], project: Project, options: DownOptions): Operation[] {
  if (options.graceMs === 0) return operations;
  const dependents = (name: string) =>
    project.containers.filter(each => each.dependsOn.some(dependency => dependency.container === name));
  const ids = new Set(operations.map(each => each.id));
  return operations.map(operation =>
    operation.kind === 'container'
      ? {
          ...operation,
          dependsOn: [
            ...operation.dependsOn,
            ...dependents(operation.container!)
              .map(each => `destroy containers.${each.name}`)
              .filter(id => ids.has(id)),
          ],
        }
      : operation,
  );
}

/** Whether nothing but this project's marked links is in its link group, a number that others could have chosen too. */
async function ownsGroup(project: string, snapshot: Snapshot): Promise<boolean> {
  const members = (await snapshot.links()).filter(link => link.group === linkGroup(project));
  return members.every(link => link.altnames.some(name => parseLinkMark(name)?.project === project));
}

/** The empty shells around what was removed: cgroup parents, run and state directories. Volumes stay unless asked. */
async function clear(
  name: string,
  cgroups: { removeProject(project: string): void },
  volumes: boolean,
): Promise<void> {
  const directories = projectDirectories(name);
  cgroups.removeProject(name);
  rmSync(directories.run, { recursive: true, force: true });
  for (const entry of entries(directories.state)) {
    if (volumes || (entry !== 'volumes' && entry !== snapshotsEntry))
      await clearStateDirectory(directories.state, entry);
  }
  // A down that was ended may have removed the firewall and no more.
  await restoreForwarding();
  // Kept volumes, or other projects, may be in them.
  for (const directory of [directories.state, stateBase(), runBase()]) removeIfEmpty(directory);
}

function entries(directory: string): string[] {
  return existsSync(directory) ? readdirSync(directory) : [];
}

function removeIfEmpty(directory: string): void {
  try {
    rmdirSync(directory);
  } catch (error) {
    if (!['ENOTEMPTY', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
