/** A plan in a file, and applying it as it stands or not at all. */
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { Plan } from '../model/operation.js';
import { ExitCode, Problem } from '../model/problem.js';
import type { Project } from '../model/project.js';
import { type SavedPlan, savedPlanSchema, withoutContents } from '../model/saved-plan.js';
import { type Movement, movedSince } from '../reconcile/stale.js';
import { readPlanFile, writePlanFile } from '../store/plan-file.js';
import { version } from '../version.js';
import type { ApplyResult, Invocation, PlanOptions, SavedPlanOptions } from './contract.js';
import { refuseDisruption } from './disruption-guard.js';
import { load } from './load.js';
import { plan } from './plan.js';
import { bringUp } from './up.js';

/** Plans, and writes what was planned to a file, mode 0600. */
export async function savePlan(
  invocation: Invocation,
  options: PlanOptions & { file: string },
): Promise<Plan> {
  if (invocation.files.includes('-')) {
    throw new Problem('a plan for a spec from standard input cannot be saved: it could not be applied', {
      exitCode: ExitCode.usage,
      remedy: 'Write the spec to a file and name it with -f.',
    });
  }
  const { project } = await load(invocation);
  const made = await plan(invocation, options);
  const absolute = (path: string) => resolve(invocation.workingDirectory, path);
  writePlanFile(absolute(options.file), {
    schema: savedPlanSchema,
    version,
    created: new Date().toISOString(),
    spec: {
      files: project.files,
      projectName: project.name,
      projectDirectory: project.directory,
      profiles: invocation.profiles,
      envFiles: invocation.envFiles?.map(absolute) ?? null,
      scale: invocation.scale ?? {},
      digest: digestOf(project),
    },
    options: { containers: options.containers, removeOrphans: options.removeOrphans === true },
    plan: withoutContents(made),
  });
  return made;
}

/** A saved plan as it is, stale or not. @throws Problem (66, 65) */
export async function showPlan(invocation: Invocation, file: string): Promise<SavedPlan> {
  return readPlanFile(resolve(invocation.workingDirectory, file));
}

/**
 * Does what the file says, when that is still what `up` would do.
 * @throws Problem (5) naming the attributes that moved since
 */
export async function applySaved(invocation: Invocation, options: SavedPlanOptions): Promise<ApplyResult> {
  const saved = await showPlan(invocation, options.file);
  const { files, projectName, projectDirectory, profiles, envFiles, scale, digest } = saved.spec;
  const planned: Invocation = {
    ...invocation,
    files,
    projectName,
    projectDirectory,
    profiles,
    envFiles,
    ...(Object.keys(scale).length > 0 && { scale }),
  };
  const up = {
    ...saved.options,
    wait: options.wait,
    timeoutMs: options.timeoutMs,
    recreate: false,
    ...(options.confirmWithinMs !== undefined && { confirmWithinMs: options.confirmWithinMs }),
  };
  let loaded: Project | undefined;
  return bringUp(planned, up, {
    adapt: project => {
      loaded = project;
      return project;
    },
    allow: () => {},
    accept: now => {
      const moved = movedSince(withoutContents(saved.plan), withoutContents(now));
      if (moved.length > 0) throw stale(moved, options.file);
      if (digestOf(loaded!) !== digest) throw staleSpec(options.file);
      refuseDisruption(now, options.maxDisruption);
    },
  });
}

function stale(moved: Movement[], file: string): Problem {
  const shown = moved
    .slice(0, 5)
    .map(
      ({ path, from, to, side }) =>
        `${path} ${side === 'spec' ? 'is to be ' : ''}${show(from)} -> ${show(to)}`,
    );
  const rest = moved.length > shown.length ? `, and ${moved.length - shown.length} more` : '';
  return new Problem(`plan is stale: ${shown.join(', ')}${rest}`, {
    exitCode: ExitCode.stale,
    remedy: `Nothing was changed. Plan again: lxc-compose plan -o ${file}`,
  });
}

function staleSpec(file: string): Problem {
  return new Problem('plan is stale: the spec asks for something else now', {
    exitCode: ExitCode.stale,
    remedy: `Nothing was changed. Plan again: lxc-compose plan -o ${file}`,
  });
}

function show(value: Movement['from']): string {
  if (value === undefined || value === null) return '(none)';
  return Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
}

/** Of what the spec means: not of its places, nor of what is in files that containers are given. */
function digestOf(project: Project): string {
  const text = JSON.stringify({ ...project, positions: undefined }, (key, value) =>
    key === 'sha256' ? undefined : value,
  );
  return createHash('sha256').update(text).digest('hex');
}
