import { ExitCode, Problem } from '../model/problem.js';
import { signalNumber } from '../model/signals.js';
import { readContainers } from '../runtime/living.js';
import { signalMonitors } from '../runtime/monitor-requests.js';
import { containerRunDirectory, projectDirectories } from '../store/directories.js';
import type { Invocation, KillOptions } from './contract.js';
import { load } from './load.js';
import { namedContainers } from './scope.js';

/** Sends a signal to PID 1 of containers, or to all their processes. @throws Problem for one that does not run */
export async function kill(invocation: Invocation, options: KillOptions): Promise<string[]> {
  const { project } = await load(invocation);
  const directories = projectDirectories(project.name);
  const living = readContainers(directories.run);
  const runs = (name: string) => living.get(name)?.pid != null;
  const names =
    options.containers.length > 0
      ? namedContainers(project, options.containers)
      : [...living.keys()].filter(runs);
  const stopped = names.find(name => !runs(name));
  if (stopped !== undefined) throw new Problem(`${stopped} is not running`, { exitCode: ExitCode.failed });
  const problems = await signalMonitors(
    names.map(name => containerRunDirectory(directories, name)),
    signalNumber(options.signal),
    options.all,
  );
  const problem = problems.find(each => each !== null);
  if (problem) throw problem;
  return names;
}
