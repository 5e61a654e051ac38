import { ExitCode, Problem } from '../model/problem.js';
import { attachConsole } from '../runtime/console.js';
import { containerRunDirectory, projectDirectories } from '../store/directories.js';
import type { ConsoleOptions, Invocation } from './contract.js';
import { runningContainers } from './running.js';

/** @returns true: the user has left it; false: the container has ended. @throws Problem when there is none, or it is busy */
export async function console(invocation: Invocation, options: ConsoleOptions): Promise<boolean> {
  const { project, containers } = await runningContainers(invocation, [options.container]);
  const [first, second] = containers;
  if (second) {
    throw new Problem(`${options.container} has several instances`, {
      exitCode: ExitCode.usage,
      remedy: `Name one of them: ${containers.map(each => each.name).join(', ')}.`,
    });
  }
  const directory = containerRunDirectory(projectDirectories(project), first!.name);
  return await attachConsole(directory, options).catch(error => {
    if (error instanceof Problem && error.kernel?.errno === 'ENXIO') {
      error.remedy =
        'Give it terminals: `console: {ttys: 2}`, or `tty: true` for /dev/console; then `lxc-compose up`.';
    }
    throw error;
  });
}
