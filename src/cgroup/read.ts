/** Limits as the kernel has them, in the words of the spec. */
import { dirname } from 'node:path';
import { isRawKey } from '../model/limit-attributes.js';
import { containerCgroup } from '../model/mark.js';
import { type Attributes, type AttributeValue, sameValue } from '../model/resource.js';
import type { LimitReading } from './index.js';
import { deviceFiles, isIoController, readDevices } from './io-lines.js';
import { LimitProblem } from './limit-problem.js';
import type { Place, Places } from './places.js';
import { Texts } from './texts.js';

/** What is looked at for one container. */
interface Look {
  request: LimitReading;
  /** The files of what is wanted, and of what it was made with. */
  known: Place[];
  /** The other limits that its controllers have. */
  others: Place[];
  /** Names of files that raw keys hold: they are told there and nowhere else. */
  raw: Set<string>;
  /** Where controllers have limits by device. */
  io: { controller: 'io' | 'blkio'; directory: string }[];
}

/**
 * What is wanted, and what else a controller of the containers limits. What holds as wanted, though the kernel rounds it or
 * spells it in another way, is told as wanted.
 * @returns attributes by container; none for a file that the container cannot get without being made again
 */
export function readLimits(
  places: Places,
  project: string,
  requests: readonly LimitReading[],
): Map<string, Attributes> {
  const texts = new Texts();
  const looks = requests.map(request => lookAt(places, project, request));
  texts.prefetch(looks.flatMap(pathsOf));
  return new Map(looks.map(look => [look.request.name, readLook(look, texts, places.isV2)]));
}

function lookAt(places: Places, project: string, request: LimitReading): Look {
  const { name, wanted, before } = request;
  const keys = [...new Set([...Object.keys(wanted), ...before])];
  const located = keys.flatMap(key => tryFind(places, key, project, name) ?? []);
  const known = located.filter(each => !isTakenOver(each, located, wanted));
  const knownKeys = new Set(known.map(each => each.key));
  const raw = new Set(known.flatMap(({ key, file }) => (isRawKey(key) ? [file.file] : [])));
  const controllers = places.controllersOf(known, project);
  return {
    request,
    known,
    raw,
    others: controllers
      .flatMap(controller => places.keysOf(controller))
      .flatMap(key => (knownKeys.has(key) ? [] : (tryFind(places, key, project, name) ?? [])))
      .filter(place => !raw.has(place.file.file)),
    io: controllers.filter(isIoController).map(controller => ({
      controller,
      directory: `${places.rootOf(controller, 'io')}/${containerCgroup(project, name)}`,
    })),
  };
}

function pathsOf({ known, others, io }: Look): string[] {
  return [
    ...[...known, ...others].flatMap(({ path, file }) => [
      path,
      ...(file.neighbours ?? []).map(each => `${dirname(path)}/${each}`),
    ]),
    ...io.flatMap(({ controller, directory }) => deviceFiles(controller).map(each => `${directory}/${each}`)),
  ];
}

function readLook({ request, known, others, raw, io }: Look, texts: Texts, isV2: boolean): Attributes {
  const found: Attributes = {};
  for (const place of known) {
    const text = texts.read(place.path);
    if (text !== null) found[place.key] = told(place, text, request.wanted[place.key], texts);
    // v2 gives a running container the files of one more controller; in v1 its processes would have to move.
    else if (isV2) found[place.key] = null;
  }
  for (const place of others) {
    const text = texts.read(place.path);
    const value = text === null ? null : told(place, text, undefined, texts);
    if (value !== null) found[place.key] = value;
  }
  for (const { controller, directory } of io) {
    for (const [key, value] of readDevices(texts.beside(directory), controller, raw)) {
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

function told(
  { file, path }: Place,
  text: string,
  wanted: AttributeValue | undefined,
  texts: Texts,
): AttributeValue {
  const neighbour = texts.beside(dirname(path));
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
