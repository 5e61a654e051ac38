/** A new container's cgroups and limits as mkdir and echo; pure but for the driver's knowledge of files. */
import { basename, dirname } from 'node:path';
import type { CgroupDriver } from '../cgroup/index.js';
import { cgroupRoot } from '../model/mark.js';
import type { Attributes } from '../model/resource.js';
import { shellWord, writeCommand } from './shell-word.js';

/** The directories with what their parents have to hand down, and then a write for each limit. */
export function limitCommands(
  cgroups: CgroupDriver,
  project: string,
  container: string,
  limits: Attributes,
): string[] {
  const writes = Object.entries(limits).flatMap(([key, value]) =>
    cgroups.describe(project, container, key, value, limits),
  );
  const files = new Map<string, string[]>();
  for (const { path } of writes)
    files.set(dirname(path), [...(files.get(dirname(path)) ?? []), basename(path)]);
  const enter = [...files.keys()].map(
    each => `# echo 0 > ${shellWord(`${each}/cgroup.procs`)} (by PID 1, first)`,
  );
  return [
    ...[...files].flatMap(([leaf, names]) => directoryCommands(leaf, names, cgroups.layout)),
    // All rates of a device are one line, which each of them gives.
    ...new Set(writes.map(each => writeCommand(each.path, each.value))),
    ...enter,
    ...(cgroups.layout === 'hybrid'
      ? ['# and a leaf of the unified hierarchy, into which clone(2) puts PID 1 (cgroup.kill)']
      : []),
  ];
}

function directoryCommands(leaf: string, files: string[], layout: CgroupDriver['layout']): string[] {
  const root = leaf.slice(0, leaf.indexOf(`/${cgroupRoot}/`));
  const project = dirname(leaf);
  const parents = [root, dirname(project), project];
  if (layout === 'v2') {
    // Controllers reach a leaf only through every parent.
    const controllers = [...new Set(files.map(each => `+${each.slice(0, each.indexOf('.'))}`))].join(' ');
    return [
      `mkdir -p ${shellWord(leaf)}`,
      ...parents.map(each => writeCommand(`${each}/cgroup.subtree_control`, controllers)),
    ];
  }
  const made = `mkdir -p ${shellWord(leaf)}`;
  if (!files.some(each => each.startsWith('cpuset.'))) return [made];
  // v1: a child can have nothing that its parent has not, and takes no process without memory nodes.
  const copy = (name: string, to: string) =>
    `cat ${shellWord(`${root}/${name}`)} > ${shellWord(`${to}/${name}`)}`;
  return [
    made,
    ...parents.slice(1).flatMap(each => [copy('cpuset.mems', each), copy('cpuset.cpus', each)]),
    copy('cpuset.mems', leaf),
  ];
}
