/** The way back of `up --confirm-within`, laid before anything is changed. */
import { ExitCode, Problem } from '../model/problem.js';
import { startWatcher } from '../runtime/watcher-process.js';
import { projectDirectories } from '../store/directories.js';
import { readHistory } from '../store/history.js';
import { writePending } from '../store/pending.js';
import type { ProjectRecord } from '../store/record.js';
import type { Invocation } from './contract.js';

export interface WayBack {
  withinMs: number;
  /** Names the spec in the history that returns; null = nothing was there, so nothing shall be. */
  revertTo: string | null;
}

/** @throws Problem (4) when something is there of which no spec is known */
export function wayBack(stateDirectory: string, record: ProjectRecord, withinMs: number): WayBack {
  const revertTo = readHistory(stateDirectory).findLast(each => each.result === 'applied')?.spec ?? null;
  if (revertTo === null && Object.keys(record.applied).length > 0) {
    throw new Problem('there is no way back: the history knows nothing that was applied in whole', {
      exitCode: ExitCode.refused,
      remedy: 'Nothing was changed. Apply once without --confirm-within.',
    });
  }
  return { withinMs, revertTo };
}

/**
 * Starts the time. It also runs out for a command that is killed.
 * @param entry of the history, already written
 */
export function armRevert(project: string, entry: number, way: WayBack, { report }: Invocation): void {
  const { withinMs, revertTo } = way;
  const watcher = startWatcher(['-p', project, '__revert', String(entry), String(withinMs)]);
  const pending = { entry, deadline: Date.now() + withinMs, revertTo, watcher };
  writePending(projectDirectories(project).run, pending);
  const seconds = Math.ceil(withinMs / 1000);
  report({
    type: 'warning',
    text: `this goes back by itself in ${seconds} s unless you say that it works: lxc-compose confirm`,
  });
}
