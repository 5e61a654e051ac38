/** What a project's containers have in common: made once by us, so that no monitor makes or writes it again. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cgroupRoot } from '../model/mark.js';
import type { CgroupLaunch, DeviceRule } from '../native/launch-plan.js';
import type { CgroupMounts } from './mounts.js';

/** v1: one cgroup for all containers with the usual devices; a container's name never begins with a dot. */
export const defaultDevices = '.devices';

export class SharedCgroups {
  readonly #prepared = new Set<string>();
  #usual: { key: string; directory: string } | undefined;

  constructor(private readonly mounts: CgroupMounts) {}

  /** The parents of a project's leaves, with the controllers that those need. */
  prepare(roots: string[], project: string, controllers: ReadonlySet<string>): void {
    for (const root of roots) {
      const wanted = `${root} ${this.mounts.layout === 'v2' ? [...controllers].sort().join(' ') : ''}`;
      if (this.#prepared.has(wanted)) continue;
      this.#prepared.add(wanted);
      const parents = ['', `/${cgroupRoot}`, `/${cgroupRoot}/${project}`].map(each => `${root}${each}`);
      for (const [index, directory] of parents.entries()) {
        if (index > 0) mkdirSync(directory, { recursive: true });
        if (this.mounts.layout === 'v2') delegate(directory, controllers);
        else if (root === this.mounts.controllers.get('cpuset') && index > 0) fillCpuset(root, directory);
      }
    }
  }

  /**
   * v1's device rules. Containers with the same rules share a cgroup: eleven writes a project, not a container. Those of
   * a cgroup that is in use never change, or a running container would get what only a new one may have.
   * @returns `tasks` files to enter besides those of the controllers in `needed`, to which it adds
   */
  devices(
    project: string,
    own: string,
    given: DeviceRule[] | null,
    writes: CgroupLaunch['writes'],
    needed: Set<string>,
  ): string[] {
    const root = this.mounts.controllers.get('devices');
    if (!root || !given) return [];
    const rules = given.map(formatRule);
    const key = keyOf(rules);
    if (!this.#usual) {
      const directory = `${root}/${cgroupRoot}/${project}/${defaultDevices}`;
      mkdirSync(directory, { recursive: true });
      if (readKey(directory) !== key && readFileSync(`${directory}/tasks`, 'utf8') === '')
        writeRules(directory, rules);
      this.#usual = { key: readKey(directory), directory };
    }
    if (this.#usual.key === key) return [`${this.#usual.directory}/tasks`];
    needed.add('devices');
    writes.push({ path: `${root}/${own}/devices.deny`, value: 'a' });
    for (const rule of rules) writes.push({ path: `${root}/${own}/devices.allow`, value: rule });
    return [];
  }
}

/** As v1's devices.allow and devices.list have it: `c 1:3 rwm`. */
function formatRule({ type, major, minor, access }: DeviceRule): string {
  return `${type} ${major}:${minor ?? '*'} ${access}`;
}

/** The same for the same rules in any order. */
function keyOf(rules: string[]): string {
  return [...rules].sort().join('\n');
}

function readKey(directory: string): string {
  return keyOf(readFileSync(`${directory}/devices.list`, 'utf8').trim().split('\n'));
}

function writeRules(directory: string, rules: string[]): void {
  writeFileSync(`${directory}/devices.deny`, 'a');
  for (const rule of rules) writeFileSync(`${directory}/devices.allow`, rule);
}

/** v2: controllers reach a leaf only through every parent's subtree_control. */
function delegate(directory: string, controllers: ReadonlySet<string>): void {
  if (controllers.size === 0) return;
  const value = [...controllers].map(controller => `+${controller}`).join(' ');
  writeFileSync(`${directory}/cgroup.subtree_control`, value);
}

/** v1: a child can have no CPUs or memory nodes that its parent has not. */
function fillCpuset(root: string, directory: string): void {
  for (const name of ['cpuset.mems', 'cpuset.cpus']) {
    writeFileSync(`${directory}/${name}`, readFileSync(`${root}/${name}`, 'utf8').trim());
  }
}
