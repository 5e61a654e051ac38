import { existsSync, readdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const root = '/sys/fs/cgroup';

/** Whether the machine has only cgroup v2; else the three controllers of the job have a hierarchy each. */
export const onlyV2 = existsSync(join(root, 'cgroup.controllers'));

function groupsOf(project) {
  const hierarchies = onlyV2 ? [root] : readdirSync(root).map(name => join(root, name));
  const names = [`lxc-compose/${project}`, 'lxc-compose-floor', 'lxc-compose-bench'];
  return hierarchies.flatMap(hierarchy => names.map(name => join(hierarchy, name))).filter(existsSync);
}

function removeTree(directory) {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) removeTree(join(directory, entry.name));
  }
  rmdirSync(directory);
}

/** Removes the groups that an interrupted run left: cgroups are the only thing that outlives the namespaces. */
export async function removeCgroups(project) {
  for (let tries = 0; ; tries++) {
    try {
      for (const group of groupsOf(project)) removeTree(group);
      return;
    } catch (error) {
      // The processes in it have been killed, but a group stays busy until the last of them is gone.
      if (tries === 100) return console.error(`left behind: ${error.path} (${error.code})`);
      await sleep(50);
    }
  }
}
