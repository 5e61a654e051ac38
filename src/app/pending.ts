/** An apply that waits to be confirmed, as other verbs meet it. */
import { ExitCode, Problem } from '../model/problem.js';
import { endWatcher } from '../runtime/watcher-process.js';
import { projectDirectories } from '../store/directories.js';
import { readPending, takePending } from '../store/pending.js';

/** @throws Problem (4) when an earlier apply still waits: which state would be gone back to? */
export function refusePending(project: string): void {
  const pending = readPending(projectDirectories(project).run);
  if (!pending) return;
  throw new Problem(`an earlier apply (history ${pending.entry}) waits to be confirmed`, {
    exitCode: ExitCode.refused,
    remedy: 'Keep it with `lxc-compose confirm`, or go back with `lxc-compose rollback`.',
  });
}

/** Ends the waiting, whoever decides. @returns the entry of the history that waited; null = none did */
export function settlePending(project: string): number | null {
  const pending = takePending(projectDirectories(project).run);
  if (!pending) return null;
  endWatcher(pending.watcher);
  return pending.entry;
}
