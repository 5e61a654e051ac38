/** Any file of a running container's cgroups by its name, of either generation: a name of the other one is translated. */
import { readFileSync, writeFileSync } from 'node:fs';
import { containerCgroup } from '../model/mark.js';
import { ExitCode, Problem } from '../model/problem.js';
import { counterpartOf, inBytes } from './counterpart.js';
import type { CgroupMounts } from './mounts.js';
import { neighbourOf } from './neighbour.js';
import { readQuietly } from './read-quietly.js';

export interface NamedFile {
  /** In the words of the name that was asked for. */
  value: string;
  /** The file that this host has instead; undefined = the one that was asked for. */
  instead?: string;
}

/** @param value undefined = only read. @throws Problem when there is no such file, or the kernel refuses the value */
export function namedFile(
  mounts: CgroupMounts,
  project: string,
  container: string,
  name: string,
  value?: string,
): NamedFile {
  if (!/^[a-z0-9_]+(?:\.[A-Za-z0-9_]+)+$/.test(name)) throw noFile(name, name);
  const place = (file: string) => pathOf(mounts, `${containerCgroup(project, container)}/${file}`, file);
  const path = place(name);
  if (path !== null && readQuietly(path) !== null) {
    if (value !== undefined) write(path, value);
    return { value: readFileSync(path, 'utf8').trimEnd() };
  }
  const { asked, ours } = counterpartOf(name) ?? {};
  const instead = ours && place(ours.file);
  if (!asked || !ours || !instead || readQuietly(instead) === null) throw noFile(name, path ?? name);
  const near = neighbourOf(instead);
  // Neighbours of the file that was asked for are not there: what they would say is the kernel's default.
  if (value !== undefined) {
    const meant = asked.parse(inBytes(value), () => null);
    write(instead, ours.format(meant, {}));
  }
  const now = ours.parse(readFileSync(instead, 'utf8'), near);
  return { value: asked.format(now, {}), instead: ours.file };
}

function pathOf(mounts: CgroupMounts, below: string, file: string): string | null {
  const controller = file.slice(0, file.indexOf('.'));
  const root = mounts.controllers.get(controller) ?? mounts.unified;
  return root === null || root === undefined ? null : `${root}/${below}`;
}

function write(path: string, value: string): void {
  try {
    writeFileSync(path, value);
  } catch (error) {
    const { code = 'EIO' } = error as NodeJS.ErrnoException;
    throw new Problem(`the kernel does not take "${value}"`, {
      kernel: { step: 'write a cgroup file', call: 'write', errno: code, path },
      remedy: `See what it holds now: cat ${path}`,
      cause: error,
    });
  }
}

function noFile(name: string, path: string): Problem {
  return new Problem(`there is no cgroup file ${name}`, {
    exitCode: ExitCode.failed,
    kernel: { step: 'read a cgroup file', call: 'open', errno: 'ENOENT', path },
    remedy: 'Its controller is not mounted, or the kernel was built without it: lxc-compose doctor tells.',
  });
}
