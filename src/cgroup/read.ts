/** Limits as the kernel has them, in the words of the spec. */
import { isRawKey } from '../model/limit-attributes.js';
import { containerCgroup } from '../model/mark.js';
import { type Attributes, type AttributeValue, sameValue } from '../model/resource.js';
import type { LimitReading } from './index.js';
import { readDevices } from './io-lines.js';
import { LimitProblem } from './limit-problem.js';
import { neighbourOf } from './neighbour.js';
import type { Place, Places } from './places.js';
import { readQuietly } from './read-quietly.js';

/**
 * What is wanted, and what else a controller of the container limits. What holds as wanted, though the kernel rounds it or
 * spells it in another way, is told as wanted.
 * @returns no attribute for a file that the container cannot get without being made again
 */
export function readLimits(places: Places, project: string, request: LimitReading): Attributes {
  const { name, wanted, before } = request;
  const found: Attributes = {};
  const keys = [...new Set([...Object.keys(wanted), ...before])];
  const located = keys.flatMap(key => tryFind(places, key, project, name) ?? []);
  const known = located.filter(each => !isTakenOver(each, located, wanted));
  for (const place of known) {
    const text = readQuietly(place.path);
    if (text !== null) found[place.key] = told(place, text, wanted[place.key]);
    // v2 gives a running container the files of one more controller; in v1 its processes would have to move.
    else if (places.isV2) found[place.key] = null;
  }
  const raw = new Set(known.flatMap(({ key, file }) => (isRawKey(key) ? [file.file] : [])));
  for (const controller of places.controllersOf(known, project)) {
    for (const key of places.keysOf(controller)) {
      if (known.some(each => each.key === key)) continue;
      const place = tryFind(places, key, project, name);
      const text = place && !raw.has(place.file.file) ? readQuietly(place.path) : null;
      const value = text === null ? null : told(place!, text, undefined);
      if (value !== null) found[key] = value;
    }
    if (controller !== 'io' && controller !== 'blkio') continue;
    const directory = `${places.rootOf(controller, 'io')}/${containerCgroup(project, name)}`;
    for (const [key, value] of readDevices(directory, controller, raw)) {
      if (!(key in found)) found[key] = value;
    }
  }
  return found;
}

/** A key that the spec has no more, while the file is under its other name now: of `limits`, or of `cgroup`. */
function isTakenOver({ key, file }: Place, all: readonly Place[], wanted: Attributes): boolean {
  if (wanted[key] !== undefined) return false;
  return all.some(
    other =>
      wanted[other.key] !== undefined &&
      other.file.file === file.file &&
      isRawKey(other.key) !== isRawKey(key),
  );
}

function told({ file, path }: Place, text: string, wanted: AttributeValue | undefined): AttributeValue {
  const neighbour = neighbourOf(path);
  if (wanted === undefined && file.isInherited?.(text, neighbour)) return null;
  const value = file.parse(text, neighbour);
  if (wanted === undefined) return value;
  const holds = file.holds?.(text, String(wanted)) ?? sameValue(value, file.kept(wanted));
  return holds ? wanted : value;
}

/** What cannot be had cannot be read either: whoever wants it is told by the check. */
function tryFind(places: Places, key: string, project: string, container: string): Place | null {
  try {
    return places.find(key, project, container);
  } catch (error) {
    if (error instanceof LimitProblem) return null;
    throw error;
  }
}
