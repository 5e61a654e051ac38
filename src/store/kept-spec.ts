/**
 * The spec that a project was last applied with, in its canonical form, for when its file is lost: what a container was
 * asked to be is only partly told by the kernel. It holds no secret's content, because a project never does.
 */
import { existsSync, readFileSync } from 'node:fs';
import { writeAtomically } from './atomic-write.js';

/** In capitals: no container, which has a directory of its name beside it, can have this one. */
export function keptSpecFile(stateDirectory: string): string {
  return `${stateDirectory}/SPEC.yaml`;
}

/**
 * @param compiled tells what was compiled from what: equal to `known` = the same spec as is kept already
 * @param format is called only when it may be another one
 */
export async function keepSpec(
  stateDirectory: string,
  compiled: string | undefined,
  known: string | undefined,
  format: () => Promise<string>,
): Promise<void> {
  const path = keptSpecFile(stateDirectory);
  if (compiled !== undefined && compiled === known && existsSync(path)) return;
  const text = await format();
  if (readKeptSpec(stateDirectory) !== text) writeAtomically(path, text);
}

/** Null when none is kept. */
export function readKeptSpec(stateDirectory: string): string | null {
  try {
    return readFileSync(keptSpecFile(stateDirectory), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
