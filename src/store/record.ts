/**
 * The project's record: only what the kernel cannot tell — which spec file it belongs to, what was last applied (to tell
 * drift from an edit), and each container's id range. Losing it loses words in a plan, never a container.
 */
import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import type { Provided } from '../model/provided.js';
import { writeAtomically } from './atomic-write.js';
import { stateBase } from './directories.js';

export interface ProjectRecord {
  version: 1;
  /** Absolute path of the first spec file. */
  file: string | null;
  /** Attributes of the last successful apply by resource id. */
  applied: Record<string, Record<string, unknown>>;
  /** Where configs and secrets come from: references and hashes, never what is in a secret. */
  provided?: { configs: Provided[]; secrets: Provided[] };
  /** First host id of each container's private range. */
  idRanges: Record<string, number>;
  /** Which compiled spec is kept beside this record; absent: one that did not come from the cache. */
  compiled?: string;
}

function emptyRecord(): ProjectRecord {
  return { version: 1, file: null, applied: {}, idRanges: {} };
}

/** A record that cannot be read is set aside as `.corrupt-TIME` and begun anew: the kernel's marks are the truth. */
export function readRecord(stateDirectory: string): ProjectRecord {
  const path = `${stateDirectory}/project.json`;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return emptyRecord();
    if (code !== 'EISDIR') throw error;
    text = '';
  }
  try {
    const record = { ...emptyRecord(), ...(JSON.parse(text) as Partial<ProjectRecord> | null) };
    if (isRecord(record)) return record;
  } catch {
    // Falls through: not JSON is as good as an unknown version.
  }
  setAside(path);
  return emptyRecord();
}

function isRecord({ version, file, applied, idRanges }: ProjectRecord): boolean {
  const isMapping = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
  return (
    version === 1 &&
    (file === null || typeof file === 'string') &&
    isMapping(applied) &&
    Object.values(applied).every(isMapping) &&
    isMapping(idRanges) &&
    Object.values(idRanges).every(Number.isSafeInteger)
  );
}

/** Kept for people to look at. Who only reads, and may not write there, goes on without. */
function setAside(path: string): void {
  try {
    renameSync(path, `${path}.corrupt-${new Date().toISOString().replaceAll(':', '')}`);
  } catch {
    // See above.
  }
}

/** Written only when it changed: an `up` with nothing to do leaves the file's time as it was. */
export function writeRecord(stateDirectory: string, record: ProjectRecord): void {
  const path = `${stateDirectory}/project.json`;
  const text = `${JSON.stringify(record)}\n`;
  try {
    if (readFileSync(path, 'utf8') === text) return;
  } catch {
    // Not there yet.
  }
  writeAtomically(path, text);
}

/** First ids of the private ranges that other projects' containers have. */
export function idRangesOfOthers(project: string): number[] {
  const names = existsSync(stateBase()) ? readdirSync(stateBase()) : [];
  return names
    .filter(name => name !== project && existsSync(`${stateBase()}/${name}/project.json`))
    .flatMap(name => Object.values(readRecord(`${stateBase()}/${name}`).idRanges));
}
