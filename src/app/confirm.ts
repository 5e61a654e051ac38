/** `up --confirm-within`: what was applied stays only when somebody says that it works. */
import { setTimeout } from 'node:timers/promises';
import { Problem } from '../model/problem.js';
import { projectDirectories } from '../store/directories.js';
import { readHistory, readHistorySpec, writeHistoryEntry } from '../store/history.js';
import { readPending, takePending } from '../store/pending.js';
import type { ApplyResult, Invocation } from './contract.js';
import { down } from './down.js';
import { applySpecText } from './history.js';
import { loadOrNamed } from './load-or-named.js';
import { settlePending } from './pending.js';

/** What was applied stays. @returns the entry of the history. @throws Problem (1) when nothing waits */
export async function confirm(invocation: Invocation): Promise<number> {
  const { name } = await loadOrNamed(invocation);
  const entry = settlePending(name);
  if (entry !== null) return entry;
  throw new Problem(`nothing of ${name} waits to be confirmed`, {
    remedy: 'The time may be over: lxc-compose history tells whether it was taken back.',
  });
}

/** The watcher's work. @returns null when it was confirmed in time */
export async function revertUnlessConfirmed(
  invocation: Invocation,
  entry: number,
  withinMs: number,
): Promise<ApplyResult | null> {
  await setTimeout(withinMs);
  const project = invocation.projectName!;
  const { run, state } = projectDirectories(project);
  if (readPending(run)?.entry !== entry) return null;
  const pending = takePending(run);
  if (!pending) return null;
  const { revertTo } = pending;
  const spec = revertTo === null ? null : readHistorySpec(state, revertTo);
  if (spec === null) return down(invocation, { volumes: false, graceMs: null, removeOrphans: true });
  const result = await applySpecText(invocation, project, spec, {
    command: `revert of ${entry}`,
    compiled: revertTo!,
  });
  const reverted = readHistory(state).find(each => each.id === entry);
  if (reverted) writeHistoryEntry(state, { ...reverted, result: 'reverted' }, true);
  return result;
}
