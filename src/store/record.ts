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
}

function emptyRecord(): ProjectRecord {
  return { version: 1, file: null, applied: {}, idRanges: {} };
}

/** A record that does not parse is set aside as `.corrupt` and begun anew: the kernel's marks are the truth. */
export function readRecord(stateDirectory: string): ProjectRecord {
  const path = `${stateDirectory}/project.json`;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return emptyRecord();
    throw error;
  }
  try {
    const record = JSON.parse(text) as Partial<ProjectRecord>;
    if (record.version === 1) return { ...emptyRecord(), ...record } as ProjectRecord;
  } catch {
    // Falls through: not JSON is as good as an unknown version.
  }
  renameSync(path, `${path}.corrupt`);
  return emptyRecord();
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
