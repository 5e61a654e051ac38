/** Changes limits of a living container: each write is read back. */
import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import { basename } from 'node:path';
import { type Attributes, type AttributeValue, sameValue } from '../model/resource.js';
import { parseBytes } from './limit-file.js';
import { notTaken, refusedWrite } from './limit-problem.js';
import { neighbourOf } from './neighbour.js';
import type { Place } from './places.js';
import { memswFile } from './v1-files.js';

/**
 * @param changes null = the limit goes away
 * @param wanted every limit of the container as it is to be
 */
export function changeLimits(find: (key: string) => Place, changes: Attributes, wanted: Attributes): void {
  const ordered = inKernelOrder(find, changes, wanted);
  for (const [key, value] of ordered) {
    const { file, path } = find(key);
    write(path, value === null && file.isInherited ? valueOfParent(path) : file.format(value, wanted), key);
  }
  // Only now: some are told by two files.
  for (const [key, value] of ordered) if (value !== null) verify(find(key), value);
}

function verify({ key, file, path }: Place, value: AttributeValue): void {
  const now = readFileSync(path, 'utf8');
  const parsed = file.parse(now, neighbourOf(path));
  const taken = file.holds?.(now, String(value)) ?? sameValue(parsed, file.kept(value));
  if (!taken) throw notTaken(key, String(value), String(parsed), path);
}

/**
 * v1: memory + swap may never be below memory, on the way neither. So the sum is raised before memory and lowered after it;
 * and it has to follow memory also when only that changes.
 */
function inKernelOrder(
  find: (key: string) => Place,
  changes: Attributes,
  wanted: Attributes,
): [string, Attributes[string]][] {
  const all = new Map(Object.entries(changes));
  if (!all.has('memory')) return [...all];
  if (!all.has('swap')) {
    if (wanted['swap'] === undefined) return [...all];
    all.set('swap', wanted['swap']);
  }
  const swap = all.get('swap')!;
  const { path, file } = find('swap');
  if (file.file !== memswFile) return Object.entries(changes);
  all.delete('swap');
  const both = parseBytes(readFileSync(path, 'utf8')) ?? Number.POSITIVE_INFINITY;
  const rises = Number(all.get('memory') ?? Number.POSITIVE_INFINITY) > both;
  return rises ? [['swap', swap], ...all] : [...all, ['swap', swap]];
}

/** v1 refuses an empty list of processors while processes are there. In v2 it means "all", as our parents have it. */
function valueOfParent(path: string): string {
  // A write of no byte at all would not reach the kernel's parser.
  return neighbourOf(path)(`../${basename(path)}`)?.trim() || '\n';
}

function write(path: string, value: string, key: string): void {
  try {
    const file = openSync(path, constants.O_WRONLY);
    try {
      writeSync(file, value);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw refusedWrite(key, value, path, error as NodeJS.ErrnoException);
  }
}
