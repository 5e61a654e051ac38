/**
 * The history of a project: an entry for each apply, and each spec that was applied once, in its canonical form, which
 * holds no secret's content. Each file is whole or not there.
 */
import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { HistoryEntry } from '../model/history.js';
import { writeAtomically } from './atomic-write.js';

/** No container's name begins with a dot. */
const historyEntry = '.history';
/** Entries that are kept; with them go the specs that no other entry names. */
const mostEntries = 200;

const entryName = /^(\d{6,})\.json$/;
const specName = /^([A-Za-z0-9_-]{22})\.yaml$/;

/** Oldest first. A file that does not parse is left out: the others stay readable. */
export function readHistory(stateDirectory: string): HistoryEntry[] {
  return names(stateDirectory)
    .flatMap(name => (entryName.test(name) ? [name] : []))
    .sort()
    .flatMap(name => {
      try {
        const entry = JSON.parse(readFileSync(join(stateDirectory, name), 'utf8')) as HistoryEntry;
        return entry.schema === 'lxc-compose/history/v1' ? [entry] : [];
      } catch {
        return [];
      }
    });
}

/** The next id; also those of damaged entries are not given again. */
export function nextHistoryId(stateDirectory: string): number {
  const taken = names(stateDirectory).flatMap(name => entryName.exec(name)?.[1] ?? []);
  return taken.reduce((most, each) => Math.max(most, Number(each)), 0) + 1;
}

/**
 * @param durable synced, for the end of an apply; its beginning need only survive a kill
 */
export function writeHistoryEntry(stateDirectory: string, entry: HistoryEntry, durable: boolean): void {
  mkdirSync(join(stateDirectory), { recursive: true, mode: 0o700 });
  const path = join(stateDirectory, `${String(entry.id).padStart(6, '0')}.json`);
  const text = `${JSON.stringify(entry)}\n`;
  if (durable) {
    writeAtomically(path, text);
    return;
  }
  const temporary = `${path}.new`;
  writeFileSync(temporary, text, { mode: 0o600 });
  renameSync(temporary, path);
}

/** Gives the kept spec, which is replaced as a whole at the next change, a second name that stays. */
export function keepHistorySpec(stateDirectory: string, spec: string, keptSpec: string): void {
  mkdirSync(join(stateDirectory), { recursive: true, mode: 0o700 });
  try {
    linkSync(keptSpec, join(stateDirectory, `${spec}.yaml`));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Null when it is not kept (any more). */
export function readHistorySpec(stateDirectory: string, spec: string): string | null {
  try {
    return readFileSync(join(stateDirectory, `${spec}.yaml`), 'utf8');
  } catch {
    return null;
  }
}

/** Removes what is older than the last entries that are kept. */
export function pruneHistory(stateDirectory: string): void {
  const all = names(stateDirectory);
  const old = all.filter(name => entryName.test(name)).sort();
  if (old.length <= mostEntries) return;
  for (const name of old.slice(0, old.length - mostEntries)) rmSync(join(stateDirectory, name));
  const used = new Set(readHistory(stateDirectory).map(each => each.spec));
  for (const name of all) {
    const spec = specName.exec(name)?.[1];
    if (spec !== undefined && !used.has(spec)) rmSync(join(stateDirectory, name), { force: true });
  }
}

function join(stateDirectory: string, name?: string): string {
  return `${stateDirectory}/${historyEntry}${name === undefined ? '' : `/${name}`}`;
}

function names(stateDirectory: string): string[] {
  try {
    return readdirSync(join(stateDirectory));
  } catch {
    return [];
  }
}
