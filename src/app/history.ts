/** What was applied, and the way back to it. */
import { dirname } from 'node:path';
import type { HistoryEntry } from '../model/history.js';
import { ExitCode, Problem } from '../model/problem.js';
import { projectDirectories } from '../store/directories.js';
import { readHistory, readHistorySpec } from '../store/history.js';
import { readRecord } from '../store/record.js';
import type { ApplyResult, Invocation, RollbackOptions } from './contract.js';
import { refuseDisruption } from './disruption-guard.js';
import { loadOrNamed } from './load-or-named.js';
import { settlePending } from './pending.js';
import { bringUp } from './up.js';

/** Oldest first. Needs no spec when a project name is given. */
export async function history(invocation: Invocation): Promise<{ project: string; entries: HistoryEntry[] }> {
  const { name } = await loadOrNamed(invocation);
  return { project: name, entries: readHistory(projectDirectories(name).state) };
}

/** An entry with the spec that it applied. @throws Problem (1) when there is none of the id, or its spec is not kept any more */
export async function historyEntry(
  invocation: Invocation,
  id: number,
): Promise<{ entry: HistoryEntry; spec: string }> {
  const { project, entries } = await history(invocation);
  const entry = entries.find(each => each.id === id);
  if (!entry) {
    throw new Problem(`the history of ${project} has no entry ${id}`, {
      remedy:
        entries.length > 0
          ? `There are ${entries[0]!.id} to ${entries.at(-1)!.id}: lxc-compose history`
          : 'Nothing was applied yet.',
    });
  }
  const spec = readHistorySpec(projectDirectories(project).state, entry.spec);
  if (spec === null) throw new Problem(`the spec of entry ${id} is not kept any more`);
  return { entry, spec };
}

/**
 * Plans back to a spec that was applied before, and applies that plan.
 * @param options id: null = the one before the spec that was applied last
 * @throws Problem when there is nothing to go back to
 */
export async function rollback(invocation: Invocation, options: RollbackOptions): Promise<ApplyResult> {
  const { project, entries } = await history(invocation);
  const id = options.id ?? previousOf(entries);
  if (id === null) {
    throw new Problem(`${project} has no earlier spec to go back to`, {
      exitCode: ExitCode.refused,
      remedy: 'lxc-compose history tells what was applied.',
    });
  }
  settlePending(project);
  const { entry, spec } = await historyEntry({ ...invocation, projectName: project }, id);
  return applySpecText(invocation, project, spec, {
    ...options,
    command: `rollback ${id}`,
    compiled: entry.spec,
  });
}

/** Applies a spec of the history in place of the project's own file, which stays as it is. */
export function applySpecText(
  invocation: Invocation,
  project: string,
  text: string,
  options: Omit<RollbackOptions, 'id'> & { command: string; compiled: string },
): Promise<ApplyResult> {
  const { file } = readRecord(projectDirectories(project).state);
  const { projectName: _name, hostOverlay: _overlay, scale: _scale, ...rest } = invocation;
  const earlier: Invocation = {
    ...rest,
    files: ['-'],
    profiles: [],
    // Where secrets may come from; the spec itself has no variables any more.
    projectDirectory:
      invocation.projectDirectory ?? (file === null ? invocation.workingDirectory : dirname(file)),
    standardInput: text,
  };
  const up = { containers: [], wait: false, timeoutMs: 0, recreate: false, removeOrphans: true };
  return bringUp(earlier, up, {
    command: options.command,
    compiled: options.compiled,
    adapt: loaded => ({ ...loaded, files: file === null ? [] : [file] }),
    allow: () => {},
    accept: plan => refuseDisruption(plan, options.maxDisruption),
  });
}

/** The last spec that was applied in whole and is not the present one. */
function previousOf(entries: HistoryEntry[]): number | null {
  const present = entries.at(-1)?.spec;
  return entries.findLast(each => each.spec !== present && each.result === 'applied')?.id ?? null;
}
