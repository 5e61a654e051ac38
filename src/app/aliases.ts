/** LXC's commands under their own names: links to this program, which looks by what name it was called. */
import { lstatSync, mkdirSync, readlinkSync, realpathSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ExitCode, Problem } from '../model/problem.js';

/** @returns the links that are there now. @throws Problem for a file of that name that is not ours; nothing is made then */
export function installAliases(directory: string, names: readonly string[], program: string): string[] {
  mkdirSync(directory, { recursive: true });
  const paths = names.map(name => join(directory, name));
  const foreign = paths.find(path => exists(path) && !leadsTo(path, program));
  if (foreign !== undefined) {
    throw new Problem(`${foreign} is there and is not ours`, {
      exitCode: ExitCode.refused,
      remedy: 'Take another directory, and put it in front of PATH: it may be a tool of LXC itself.',
    });
  }
  for (const path of paths) if (!exists(path)) symlinkSync(program, path);
  return paths;
}

/** Those of the names that are links to this program. */
export function installedAliases(directory: string, names: readonly string[], program: string): string[] {
  return names.map(name => join(directory, name)).filter(path => exists(path) && leadsTo(path, program));
}

/** @returns the links that were there */
export function removeAliases(directory: string, names: readonly string[], program: string): string[] {
  const found = installedAliases(directory, names, program);
  for (const path of found) unlinkSync(path);
  return found;
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function leadsTo(path: string, program: string): boolean {
  try {
    readlinkSync(path);
    return realpathSync(path) === realpathSync(program);
  } catch {
    return false;
  }
}
