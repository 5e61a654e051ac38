/** Prepares what a container needs on disk, and starts nothing: what `lxc-create` does. */
import { existsSync } from 'node:fs';
import type { Operation } from '../model/operation.js';
import { positionOf } from '../model/positions.js';
import { desireAll } from '../reconcile/desire.js';
import { allocateIdRanges } from '../runtime/id-range.js';
import { readContainers } from '../runtime/living.js';
import { projectDirectories } from '../store/directories.js';
import { keepSpec } from '../store/kept-spec.js';
import { idRangesOfOthers, readRecord, writeRecord } from '../store/record.js';
import { fillAddresses, saveAddresses } from './addresses.js';
import { applyPlan } from './apply-plan.js';
import type { ApplyResult, Invocation } from './contract.js';
import { openSession, withLock } from './host.js';
import { load } from './load.js';
import { refuseMixUp } from './mix-up.js';
import { privateRanges } from './private-ranges.js';
import { refuseRaw } from './refuse-raw.js';
import { namedContainers } from './scope.js';

/** Root file systems, layers, volumes and id ranges of the named containers, or of all; what is there already stays. */
export async function create(
  invocation: Invocation,
  options: { containers: string[] },
): Promise<ApplyResult> {
  const { project: loaded, warnings, compiled } = await load(invocation);
  refuseRaw(loaded);
  for (const text of warnings) invocation.report({ type: 'warning', text });
  const addressed = fillAddresses(loaded);
  const { project } = addressed;
  const names =
    options.containers.length > 0
      ? namedContainers(project, options.containers)
      : project.containers.map(each => each.name);
  return withLock(invocation, project.name, async ({ lock, ip }) => {
    const { state, run } = projectDirectories(project.name);
    const record = readRecord(state);
    refuseMixUp(record, project);
    const living = readContainers(run);
    const desired = desireAll(project);
    const operations = names
      .filter(name => !living.has(name) && !existsSync(`${state}/${name}`))
      .map((name): Operation => {
        const resource = desired.find(each => each.kind === 'rootfs' && each.container === name)!;
        const position = positionOf(project, resource.id);
        return {
          id: `create ${resource.id}`,
          action: 'create',
          kind: 'rootfs',
          resource: resource.id,
          container: name,
          disruption: 'create',
          changes: [],
          drift: false,
          desired: resource,
          dependsOn: [],
          ...(position && { position }),
        };
      });
    const idRanges = allocateIdRanges(
      privateRanges(project),
      record.idRanges,
      idRangesOfOthers(project.name),
    );
    await keepSpec(state, compiled, record.compiled, async () =>
      (await import('../spec/print.js')).formatProject(loaded),
    );
    saveAddresses(addressed);
    const file = project.files[0] ?? null;
    writeRecord(state, { ...record, file, idRanges, ...(compiled !== undefined && { compiled }) });
    const session = openSession(invocation, {
      project,
      desired,
      living,
      lock,
      ip,
      graceMs: null,
      timeoutMs: 0,
      idRanges,
    });
    const plan = { project: project.name, operations, warnings: [] };
    try {
      return await applyPlan(invocation, plan, session, async () => ({ ...plan, operations: [] }));
    } finally {
      await session.close();
    }
  });
}
