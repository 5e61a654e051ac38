/** load → observe → reconcile → execute → verify. */
import { existsSync } from 'node:fs';
import { ExitCode, Problem } from '../model/problem.js';
import type { Project } from '../model/project.js';
import { desireAll } from '../reconcile/desire.js';
import { reconcile } from '../reconcile/reconcile.js';
import { awaitCondition } from '../runtime/condition.js';
import { allocateIdRanges } from '../runtime/id-range.js';
import { requireNetworks } from '../runtime/network-preflight.js';
import { projectDirectories } from '../store/directories.js';
import { keepSpec } from '../store/kept-spec.js';
import { idRangesOfOthers, type ProjectRecord, readRecord, writeRecord } from '../store/record.js';
import { fillAddresses, saveAddresses } from './addresses.js';
import { applyPlan } from './apply-plan.js';
import type { ApplyResult, Invocation, UpOptions } from './contract.js';
import { openSession, withLock } from './host.js';
import { load } from './load.js';
import { warnOfNeighbours } from './neighbour-warnings.js';
import { observe } from './observe.js';
import { refuseRaw } from './refuse-raw.js';
import { ignoresOrphans, scopeOf } from './scope.js';

/** Makes the host as the spec says. @throws Problem before anything is changed; later failures are in the result */
export async function up(invocation: Invocation, options: UpOptions): Promise<ApplyResult> {
  const { project: loaded, warnings, compiled } = await load(invocation);
  refuseRaw(loaded);
  for (const text of warnings) invocation.report({ type: 'warning', text });
  const addressed = fillAddresses(loaded);
  const { project } = addressed;
  const only = scopeOf(project, options.containers);
  return withLock(invocation, project.name, async ({ lock, ip }) => {
    const { state } = projectDirectories(project.name);
    const record = readRecord(state);
    refuseMixUp(record, project);
    const { resources, living, snapshot } = await observe(invocation, project.name, project);
    await requireNetworks(project, snapshot);
    const recreate = options.recreate
      ? new Set(only ?? project.containers.map(each => each.name))
      : new Set<string>();
    const input = {
      project,
      only,
      lastApplied: record.applied,
      removeOrphans: options.removeOrphans,
      ignoreOrphans: ignoresOrphans(invocation),
    };
    const plan = reconcile({ ...input, observed: resources, recreate });
    for (const text of [...warnOfNeighbours(project), ...plan.warnings])
      invocation.report({ type: 'warning', text });
    const desired = desireAll(project);
    const idRanges = allocateIdRanges(
      privateRanges(project),
      record.idRanges,
      idRangesOfOthers(project.name),
    );
    // Before anything is made: what is left half done is described by it as well.
    await keepSpec(state, compiled, record.compiled, async () =>
      (await import('../spec/print.js')).formatProject(loaded),
    );
    const { configs, secrets } = project;
    const now = {
      version: 1,
      file: project.files[0] ?? null,
      ...(configs.length + secrets.length > 0 && { provided: { configs, secrets } }),
      idRanges,
      ...(compiled !== undefined && { compiled }),
    } as const;
    if (plan.operations.length > 0) {
      saveAddresses(addressed);
      writeRecord(state, { ...now, applied: record.applied });
    }
    const session = openSession(invocation, {
      project,
      desired,
      living,
      lock,
      ip,
      graceMs: null,
      timeoutMs: options.timeoutMs,
      idRanges,
    });
    try {
      const result = await applyPlan(invocation, plan, session, async () => {
        const now = await observe(invocation, project.name, project);
        return reconcile({ ...input, observed: now.resources, recreate: new Set() });
      });
      if (result.failed.length === 0) {
        const applied = Object.fromEntries(desired.map(resource => [resource.id, resource.attributes]));
        writeRecord(state, { ...now, applied });
        if (options.wait) await awaitAll(project, only, session);
      }
      return result;
    } finally {
      await session.close();
    }
  });
}

function privateRanges(project: Project): string[] {
  return project.containers
    .filter(each => each.security.idmap === 'auto' && !each.security.privileged)
    .map(each => each.name);
}

/** Identity is the name; the path only tells two checkouts of one name apart, before one takes the other down. */
function refuseMixUp(record: ProjectRecord, project: Project): void {
  const file = project.files[0];
  if (record.file === null || file === undefined || record.file === file) return;
  // Whose file is gone has moved, or has been adopted.
  if (!existsSync(record.file)) return;
  throw new Problem(`the project ${project.name} belongs to ${record.file}`, {
    exitCode: ExitCode.refused,
    remedy: 'Give this one another name (-p NAME, or `name:` in the file), or take the other down first.',
  });
}

async function awaitAll(
  project: Project,
  only: Set<string> | null,
  session: Parameters<typeof awaitCondition>[0],
) {
  const checked = project.containers.filter(
    each => each.healthcheck && (only === null || only.has(each.name)),
  );
  await Promise.all(checked.map(each => awaitCondition(session, each.name, 'healthy')));
}
