/** Asks containers to boot again, as `lxc-stop --reboot` does: the monitor, the network and what was mounted stay. */

import { readContainers } from '../runtime/living.js';
import { rebootMonitors } from '../runtime/monitor-requests.js';
import { containerRunDirectory, projectDirectories } from '../store/directories.js';
import type { Invocation } from './contract.js';
import { withLock } from './host.js';
import { load } from './load.js';
import { namedContainers } from './scope.js';

/**
 * Sends each its `reboot_signal`; who does not follow within the grace is ended and started.
 * @param containers running ones; empty = all that run
 * @param graceMs null = each container's own
 * @returns those that run again
 * @throws Problem of the first that does not
 */
export async function reboot(
  invocation: Invocation,
  containers: string[],
  graceMs: number | null,
): Promise<string[]> {
  const { project } = await load(invocation);
  return withLock(invocation, project.name, async () => {
    const directories = projectDirectories(project.name);
    const living = readContainers(directories.run);
    const runs = (name: string) => (living.get(name)?.state ?? 'STOPPED') !== 'STOPPED';
    const names =
      containers.length > 0 ? namedContainers(project, containers) : [...living.keys()].filter(runs);
    const problems = await rebootMonitors(
      names.map(name => containerRunDirectory(directories, name)),
      graceMs,
    );
    const problem = problems.find(each => each !== null);
    if (problem) throw problem;
    return names;
  });
}
