/** What a project's containers have in common: made once by us, so that no monitor makes or writes it again. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cgroupRoot } from '../model/mark.js';
import type { CgroupLaunch } from '../native/launch-plan.js';
import type { CgroupMounts } from './mounts.js';

/** v1: one cgroup for all containers with the usual devices; a container's name never begins with a dot. */
export const defaultDevices = '.devices';

export class SharedCgroups {
  readonly #prepared = new Set<string>();
  #usual: { rules: string; directory: string } | undefined;

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
   * v1's device rules. Containers with the same rules as the first one share its cgroup: eleven writes a project, not a
   * container.
   * @returns `tasks` files to enter besides those of the controllers in `needed`, to which it adds
   */
  devices(
    project: string,
    own: string,
    rules: string[] | null,
    writes: CgroupLaunch['writes'],
    needed: Set<string>,
  ): string[] {
    const root = this.mounts.controllers.get('devices');
    if (!root || !rules) return [];
    const key = rules.join('\n');
    if (!this.#usual) {
      const directory = `${root}/${cgroupRoot}/${project}/${defaultDevices}`;
      mkdirSync(directory, { recursive: true });
      writeRules(directory, rules);
      this.#usual = { rules: key, directory };
    }
    if (this.#usual.rules === key) return [`${this.#usual.directory}/tasks`];
    needed.add('devices');
    writes.push({ path: `${root}/${own}/devices.deny`, value: 'a' });
    for (const rule of rules) writes.push({ path: `${root}/${own}/devices.allow`, value: rule });
    return [];
  }
}

/** Running containers may be in it: what it allows already is not taken away for a moment. */
function writeRules(directory: string, rules: string[]): void {
  const now = readFileSync(`${directory}/devices.list`, 'utf8').trim().split('\n').sort().join('\n');
  if (now === [...rules].sort().join('\n')) return;
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
