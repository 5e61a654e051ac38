/** Hooks of a project: programs of the host before and after what a command does to all of it. */
import type { ProjectHookEvent } from '../model/hooks.js';
import { positionOf } from '../model/positions.js';
import { Problem } from '../model/problem.js';
import type { Project } from '../model/project.js';
import { runHostProgram } from '../runtime/host-program.js';
import type { Invocation } from './contract.js';

/**
 * One after the other, in the project's directory.
 * @throws Problem when one fails
 */
export async function runProjectHooks(
  project: Project,
  event: ProjectHookEvent,
  { environment }: Invocation,
): Promise<void> {
  for (const argv of project.hooks?.[event] ?? []) {
    const end = await runHostProgram(argv, {
      directory: project.directory,
      environment: {
        ...environment,
        LXC_HOOK_TYPE: event,
        LXC_COMPOSE_PROJECT: project.name,
        ...(project.files[0] !== undefined && { LXC_CONFIG_FILE: project.files[0] }),
      },
    });
    if (end === 0) continue;
    const position = positionOf(project, `hooks.${event}`);
    throw new Problem(`the ${event} hook ${argv[0]} ended with ${end}`, {
      ...(position && { position }),
      remedy: event.startsWith('pre-') ? 'Nothing has been changed.' : 'Everything else has been done.',
    });
  }
}
