/** Hooks of a project: programs of the host before and after what a command does to all of it. */
import { spawn } from 'node:child_process';
import type { ProjectHookEvent } from '../model/hooks.js';
import { positionOf } from '../model/positions.js';
import { Problem } from '../model/problem.js';
import type { Project } from '../model/project.js';
import type { Invocation } from './contract.js';

/**
 * One after the other, in the project's directory. What they write goes to standard error: standard output is the
 * command's own.
 * @throws Problem when one fails
 */
export async function runProjectHooks(
  project: Project,
  event: ProjectHookEvent,
  { environment }: Invocation,
): Promise<void> {
  for (const [program, ...words] of project.hooks?.[event] ?? []) {
    const end = await new Promise<number | string>(resolve => {
      const child = spawn(program!, words, {
        cwd: project.directory,
        env: {
          ...environment,
          LXC_HOOK_TYPE: event,
          LXC_COMPOSE_PROJECT: project.name,
          ...(project.files[0] !== undefined && { LXC_CONFIG_FILE: project.files[0] }),
        },
        stdio: ['ignore', 2, 2],
      });
      child.on('error', error => resolve(error.message));
      child.on('exit', (status, signal) => resolve(status ?? signal!));
    });
    if (end === 0) continue;
    const position = positionOf(project, `hooks.${event}`);
    throw new Problem(`the ${event} hook ${program} ended with ${end}`, {
      ...(position && { position }),
      remedy: event.startsWith('pre-') ? 'Nothing has been changed.' : 'Everything else has been done.',
    });
  }
}
