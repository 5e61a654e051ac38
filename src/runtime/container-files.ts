import { existsSync, rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { findProgram } from '../netbridge/program.js';

/** Removes what a container alone owns on disk: its overlay layers and logs. Volumes are the project's. */
export async function clearStateDirectory(stateDirectory: string, container: string): Promise<void> {
  const directory = `${stateDirectory}/${container}`;
  if (!existsSync(directory)) return;
  if (existsSync(`${directory}/layers`)) await removeDeep(`${directory}/layers`);
  rmSync(directory, { recursive: true, force: true });
}

/** Programs inside may have nested directories deeper than any path can name; rm(1) goes down step by step. */
export async function removeDeep(path: string): Promise<void> {
  const { execFile } = await import('node:child_process');
  await promisify(execFile)(findProgram('rm', 'coreutils'), ['-rf', '--', path]);
}

/** A copy with owners, times, links, whiteouts and overlayfs's marks; blocks are shared where the file system can. */
export async function copyTree(from: string, to: string): Promise<void> {
  const { execFile } = await import('node:child_process');
  await promisify(execFile)(findProgram('cp', 'coreutils'), ['-a', '--reflink=auto', '--', from, to]);
}
