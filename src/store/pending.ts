/**
 * An apply that waits to be confirmed. The file is in the run directory: after a reboot there is nothing to go back
 * from. Whoever takes it away has decided, once: by a rename, so that a confirmation and the end of the time cannot both
 * have their way.
 */
import { readFileSync, renameSync, rmSync } from 'node:fs';
import { writeAtomically } from './atomic-write.js';

export interface PendingApply {
  /** Of the history. */
  entry: number;
  /** Milliseconds since 1970, for people; the watcher counts its own time. */
  deadline: number;
  /** Names the spec in the history that returns; null = nothing was there, so nothing shall be. */
  revertTo: string | null;
  /** The process that goes back: its pid, and the inode of its pidfd. */
  watcher: { pid: number; inode: number };
}

const pathOf = (runDirectory: string) => `${runDirectory}/pending.json`;

export function writePending(runDirectory: string, pending: PendingApply): void {
  writeAtomically(pathOf(runDirectory), `${JSON.stringify(pending)}\n`);
}

/** Null when nothing waits. */
export function readPending(runDirectory: string): PendingApply | null {
  return parse(pathOf(runDirectory));
}

/** Takes it away. Null when nothing waits, or somebody else was faster. */
export function takePending(runDirectory: string): PendingApply | null {
  const taken = `${pathOf(runDirectory)}.${process.pid}`;
  try {
    renameSync(pathOf(runDirectory), taken);
  } catch {
    return null;
  }
  const pending = parse(taken);
  rmSync(taken, { force: true });
  return pending;
}

function parse(path: string): PendingApply | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as PendingApply;
  } catch {
    return null;
  }
}
