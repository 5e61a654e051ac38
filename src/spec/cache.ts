/**
 * Compiled projects on disk, so that a command on an unchanged spec neither loads the parser nor runs it. An entry is
 * believed only when everything that was read for it reads the same now: files by content, variables by value.
 */
import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Project } from '../model/project.js';
import type { Diagnostic } from './diagnostic.js';
import { inputsKey } from './inputs.js';
import { loadThrough } from './load.js';
import { isUnchanged, Reader, type ReadingRecord } from './reader.js';
import type { LoadRequest, LoadResult } from './request.js';

interface CacheEntry {
  /** Version of the package: a newer one may normalise differently. */
  version: string;
  /** Of the project without its places: another line break is not another project. */
  compiled: string;
  readings: ReadingRecord;
  project: Project;
  warnings: Diagnostic[];
}

/**
 * @param directory of the entries; made 0700. When it cannot be trusted or written, nothing is cached.
 * @param version of the package
 */
export async function cachedLoad(
  request: LoadRequest,
  directory: string,
  version: string,
): Promise<LoadResult> {
  // What came through a pipe cannot be read again to compare.
  if (request.files.includes('-') || !isTrusted(directory))
    return loadThrough(request, new Reader(request.environment));
  const path = join(directory, `${inputsKey(request)}.json`);
  const entry = read(path);
  if (entry && entry.version === version && isUnchanged(entry.readings, request.environment)) {
    const { project, warnings, compiled } = entry;
    return { ok: true, project, warnings, compiled };
  }
  const reader = new Reader(request.environment);
  const result = await loadThrough(request, reader);
  if (!result.ok) return result;
  const { project, warnings } = result;
  const compiled = digestOf(project, version);
  write(path, { version, compiled, readings: reader.record(), project, warnings });
  return { ...result, compiled };
}

function digestOf(project: Project, version: string): string {
  const text = JSON.stringify({ ...project, positions: undefined });
  return createHash('sha256').update(version).update(text).digest('base64url').slice(0, 22);
}

/** Entries that are kept: more than a host has specs, less than anybody notices. */
const mostEntries = 64;

/** Makes room: the oldest entries go. */
function evict(directory: string): void {
  const names = readdirSync(directory);
  if (names.length < mostEntries) return;
  const aged = names.map(name => ({
    path: join(directory, name),
    time: lstatSync(join(directory, name)).mtimeMs,
  }));
  aged.sort((left, right) => left.time - right.time);
  for (const { path } of aged.slice(0, names.length - mostEntries + 1)) rmSync(path, { force: true });
}

/** A project decides what runs as root: entries are read only from a directory that nobody else can write. */
function isTrusted(directory: string): boolean {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const status = lstatSync(directory);
    return status.isDirectory() && status.uid === process.getuid!() && (status.mode & 0o077) === 0;
  } catch {
    return false;
  }
}

/** Undefined for an entry that is not there, not ours or damaged. */
function read(path: string): CacheEntry | undefined {
  try {
    const entry = JSON.parse(readFileSync(path, 'utf8')) as Partial<CacheEntry> | null;
    const { readings, project, warnings, version, compiled } = entry ?? {};
    if (typeof version !== 'string' || typeof compiled !== 'string') return undefined;
    if (!Array.isArray(warnings) || !Array.isArray(project?.containers)) return undefined;
    if (typeof readings?.files !== 'object' || typeof readings.variables !== 'object') return undefined;
    if (typeof readings.secretVariables !== 'object') return undefined;
    return { version, compiled, readings, project, warnings };
  } catch {
    return undefined;
  }
}

/** A crash leaves the old entry or the new one. A full disk costs the cache, not the command. */
function write(path: string, entry: CacheEntry): void {
  const temporary = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    evict(dirname(path));
    const descriptor = openSync(temporary, 'wx', 0o600);
    try {
      // Not synced: an entry that a power cut has torn is no JSON and is ignored.
      writeFileSync(descriptor, JSON.stringify(entry));
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
  } catch {
    rmSync(temporary, { force: true });
  }
}
