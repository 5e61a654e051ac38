/** A container's own layers of its overlays: what it changed, below its state directory, gone with it. */
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { Problem } from '../model/problem.js';

/** Where the layers are and whose they are: the host's ids of the container, from its root on. */
export interface Layers {
  directory: string;
  /** null: the container has the host's ids. */
  ids: { first: number; size: number } | null;
}

/**
 * Makes a layer over `lower` unless it is there from an earlier start.
 * @returns its directory
 * @throws Problem when it holds the changes of another directory, or of other ids than the container has now
 */
export function makeLayer(layers: Layers, name: string, lower: string): string {
  const directory = `${layers.directory}/${name}`;
  const made = `${JSON.stringify({ lower, first: layers.ids?.first ?? 0 })}\n`;
  const before = readIfThere(`${directory}/made`);
  if (before === made) return directory;
  // A power cut may have torn it. While nothing was changed there is nothing to be wrong about.
  if (before !== null && !isEmpty(`${directory}/upper`))
    throw new Problem(`${directory} holds changes of another root file system or of other ids`, {
      remedy: 'Run `lxc-compose down`, which drops what the container changed, and then `lxc-compose up`.',
    });
  const base = statBase(lower);
  for (const each of ['lower', 'upper', 'work']) mkdirSync(`${directory}/${each}`, { recursive: true });
  dress(layers.ids, directory, base);
  // Last, and in one step, so that a layer that is there is a whole one.
  writeFileSync(`${directory}/made.new`, made);
  renameSync(`${directory}/made.new`, `${directory}/made`);
  return directory;
}

/** The root directory that programs see is the upper one: it gets the owner and mode of the lower one. */
function dress(ids: Layers['ids'], directory: string, { uid, gid, mode }: Stats): void {
  const first = ids?.first ?? 0;
  const inside = (id: number): number => (ids === null || id < ids.size ? first + id : first);
  chownSync(`${directory}/upper`, inside(uid), inside(gid));
  chmodSync(`${directory}/upper`, mode & 0o7777);
  chownSync(`${directory}/work`, first, first);
}

function statBase(lower: string): Stats {
  try {
    const base = statSync(lower);
    if (base.isDirectory()) return base;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  throw new Problem(`there is no directory ${lower} to lay an overlay over`, {
    kernel: { step: 'look at the root file system', call: 'stat', errno: 'ENOENT', path: lower },
  });
}

function isEmpty(directory: string): boolean {
  return !existsSync(directory) || readdirSync(directory).length === 0;
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
