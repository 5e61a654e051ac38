/** load → observe → reconcile → execute → verify. */
import type { Plan } from '../model/operation.js';
import type { Project } from '../model/project.js';
import { desireAll } from '../reconcile/desire.js';
import { reconcile } from '../reconcile/reconcile.js';
import { awaitCondition } from '../runtime/condition.js';
import { allocateIdRanges } from '../runtime/id-range.js';
import { requireNetworks } from '../runtime/network-preflight.js';
import type { LivingContainer } from '../runtime/snapshot.js';
import { projectDirectories } from '../store/directories.js';
import { keepSpec } from '../store/kept-spec.js';
import { idRangesOfOthers, readRecord, writeRecord } from '../store/record.js';
import { fillAddresses, saveAddresses } from './addresses.js';
import { applyPlan } from './apply-plan.js';
import { armRevert, wayBack } from './arm-revert.js';
import type { ApplyResult, Invocation, UpOptions } from './contract.js';
import { refuseDisruption } from './disruption-guard.js';
import { beginHistoryEntry } from './history-entry.js';
import { openSession, withLock } from './host.js';
import { warnOfLimits } from './limit-warnings.js';
import { load } from './load.js';
import { refuseMixUp } from './mix-up.js';
import { warnOfNeighbours } from './neighbour-warnings.js';
import { observe } from './observe.js';
import { refusePending } from './pending.js';
import { privateRanges } from './private-ranges.js';
import { runProjectHooks } from './project-hooks.js';
import { refuseMissing } from './refuse-missing.js';
import { refuseRaw } from './refuse-raw.js';
import { ignoresOrphans, namedContainers, scopeOf } from './scope.js';

/** Makes the host as the spec says. @throws Problem before anything is changed; later failures are in the result */
export function up(invocation: Invocation, options: UpOptions): Promise<ApplyResult> {
  return bringUp(invocation, options, {
    adapt: project => project,
    allow: () => {},
    accept: plan => refuseDisruption(plan, options.maxDisruption),
  });
}

/**
 * As `up`, with a project that differs from the spec.
 * @param spec adapt: gives that project; allow: throws when what lives now forbids it; accept: throws when the plan may not be done
 */
export async function bringUp(
  invocation: Invocation,
  options: UpOptions,
  spec: {
    adapt: (project: Project) => Project;
    allow: (living: ReadonlyMap<string, LivingContainer>) => void;
    accept?: (plan: Plan) => void;
    /** As the history tells it. */
    command?: string;
    /** Names a spec that came from the history. */
    compiled?: string;
  },
): Promise<ApplyResult> {
  const { project: loaded, warnings, compiled = spec.compiled } = await load(invocation);
  refuseRaw(loaded);
  refuseMissing(loaded);
  for (const text of warnings) invocation.report({ type: 'warning', text });
  const addressed = fillAddresses(spec.adapt(loaded));
  const { project } = addressed;
  const only = scopeOf(project, options.containers);
  return withLock(invocation, project.name, async ({ lock, ip }) => {
    const { state } = projectDirectories(project.name);
    const record = readRecord(state);
    refuseMixUp(record, project);
    const { resources, living, snapshot } = await observe(invocation, project.name, project);
    spec.allow(living);
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
    const again = new Set(options.again ? namedContainers(project, options.containers) : []);
    const plan = reconcile({ ...input, observed: resources, recreate, again });
    for (const text of [
      ...warnOfNeighbours(project),
      ...warnOfLimits(project, plan.operations),
      ...plan.warnings,
    ])
      invocation.report({ type: 'warning', text });
    if (plan.operations.length > 0) refusePending(project.name);
    spec.accept?.(plan);
    const within = options.confirmWithinMs;
    const way = within === undefined ? undefined : wayBack(state, record, within);
    const desired = desireAll(project);
    const idRanges = allocateIdRanges(
      privateRanges(project),
      record.idRanges,
      idRangesOfOthers(project.name),
    );
    await runProjectHooks(project, 'pre-up', invocation);
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
    const entry =
      plan.operations.length > 0
        ? beginHistoryEntry(state, { project, plan, compiled, command: spec.command ?? 'up' }, invocation)
        : undefined;
    if (entry && way) armRevert(project.name, entry.id, way, invocation);
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
      entry?.end(result);
      if (result.failed.length === 0) {
        const applied = Object.fromEntries(desired.map(resource => [resource.id, resource.attributes]));
        writeRecord(state, { ...now, applied });
        if (options.wait) await awaitAll(project, only, session);
        await runProjectHooks(project, 'post-up', invocation);
      }
      return result;
    } finally {
      await session.close();
    }
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
