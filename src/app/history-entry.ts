/** The line of the history that an apply writes: at its beginning, so that a kill leaves one, and at its end. */
import { createHash } from 'node:crypto';
import { userInfo } from 'node:os';
import type { HistoryEntry, HistoryOperation } from '../model/history.js';
import type { Plan } from '../model/operation.js';
import type { Project } from '../model/project.js';
import { readCommit } from '../store/git-commit.js';
import { keepHistorySpec, nextHistoryId, pruneHistory, writeHistoryEntry } from '../store/history.js';
import { keptSpecFile, readKeptSpec } from '../store/kept-spec.js';
import type { ApplyResult, Invocation } from './contract.js';

export interface OpenEntry {
  readonly id: number;
  end(result: ApplyResult): void;
}

/**
 * @param stateDirectory where the spec that is applied is kept already
 * @param compiled names the spec; absent: its text does
 */
export function beginHistoryEntry(
  stateDirectory: string,
  {
    project,
    plan,
    compiled,
    command,
  }: { project: Project; plan: Plan; compiled: string | undefined; command: string },
  { environment }: Invocation,
): OpenEntry {
  const spec = compiled ?? digest(readKeptSpec(stateDirectory) ?? '');
  keepHistorySpec(stateDirectory, spec, keptSpecFile(stateDirectory));
  const entry: HistoryEntry = {
    schema: 'lxc-compose/history/v1',
    id: nextHistoryId(stateDirectory),
    startedAt: new Date().toISOString(),
    command,
    user: environment['SUDO_USER'] ?? userInfo().username,
    commit: readCommit(project.directory),
    spec,
    result: 'unfinished',
    operations: plan.operations.map(operationOf),
  };
  writeHistoryEntry(stateDirectory, entry, false);
  return {
    id: entry.id,
    end(result) {
      writeHistoryEntry(stateDirectory, ended(entry, result), true);
      pruneHistory(stateDirectory);
    },
  };
}

function operationOf({
  id,
  action,
  resource,
  disruption,
  changes,
}: Plan['operations'][number]): HistoryOperation {
  const whole = disruption === 'create' || disruption === 'destroy';
  const changed = whole ? [] : changes.map(each => each.path);
  return { id, action, resource, disruption, changed, outcome: 'open' };
}

function ended(entry: HistoryEntry, { done, failed, skipped, leftOver }: ApplyResult): HistoryEntry {
  const outcomes = new Map<string, Partial<HistoryOperation>>([
    ...done.map(({ id }) => [id, { outcome: 'done' }] as const),
    ...failed.map(
      ({ operation, problem }) => [operation.id, { outcome: 'failed', problem: problem.message }] as const,
    ),
    ...skipped.map(({ id }) => [id, { outcome: 'skipped' }] as const),
  ]);
  const wrong = failed.length + leftOver.length > 0;
  return {
    ...entry,
    finishedAt: new Date().toISOString(),
    result: wrong ? (done.length > 0 ? 'partial' : 'failed') : 'applied',
    operations: entry.operations.map(each => ({ ...each, ...outcomes.get(each.id) })),
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
