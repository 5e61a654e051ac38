/** Runs a container in the foreground with another command, as `lxc-execute` does. */
import { ExitCode, Problem } from '../model/problem.js';
import type { Container, Project } from '../model/project.js';
import { execInContainer } from '../runtime/exec.js';
import { forwardSignals } from '../runtime/forward-signals.js';
import { stopMonitors } from '../runtime/monitor-client.js';
import type { LivingContainer } from '../runtime/snapshot.js';
import { containerRunDirectory, projectDirectories } from '../store/directories.js';
import type { Invocation, RunOptions } from './contract.js';
import { load } from './load.js';
import { remove } from './remove.js';
import { namedContainers } from './scope.js';
import { bringUp } from './up.js';

/**
 * The container gets a PID 1 of ours that only reaps; the command runs beside it, and its end is the container's.
 * @returns its exit status, or 128 + the signal that ended it
 * @throws Problem with exit code 125 (ours), 126 (not executable) or 127 (not found)
 */
export async function run(invocation: Invocation, options: RunOptions): Promise<number> {
  const { project } = await load(invocation);
  const name = namedContainers(project, [options.container])[0]!;
  const argv = commandOf(project.containers.find(each => each.name === name)!, options);
  const directory = containerRunDirectory(projectDirectories(project.name), name);
  const result = await bringUp(
    invocation,
    { containers: [name], wait: false, timeoutMs: 0, recreate: false, removeOrphans: false, again: true },
    {
      adapt: loaded => replaceContainer(loaded, name, each => forOneProgram(each, options)),
      allow: living => refuseRunning(name, living),
    },
  );
  const failure = result.failed[0];
  if (failure) {
    // It may be there in spite of a network that failed, and nobody will run anything in it.
    await stopMonitors([directory], 0, false);
    throw failure.problem;
  }
  const forwarding = forwardSignals(directory);
  try {
    return await execInContainer(directory, {
      argv,
      environment: options.environment,
      workingDirectory: options.workingDirectory ?? '',
      user: options.user ?? '',
      tty: options.tty,
      privileged: false,
    });
  } finally {
    forwarding.end();
    // Also waits until nothing is left of it; one that has ended already does not answer.
    await stopMonitors([directory], 0, options.ephemeral);
    if (options.remove && !options.ephemeral)
      await remove(invocation, { containers: [name], force: true, volumes: false });
  }
}

function commandOf({ name, system, command }: Container, { argv }: RunOptions): string[] {
  if (argv.length > 0) return argv;
  if (!system) return command;
  throw new Problem(`${name} boots a system, which cannot be done beside a PID 1 of ours`, {
    exitCode: ExitCode.execFailed,
    remedy: `Name a command (lxc-compose run ${name} -- sh), or start it: lxc-compose up ${name}`,
  });
}

function forOneProgram(container: Container, { ephemeral }: RunOptions): Container {
  const { healthcheck: _healthcheck, ...rest } = container;
  const { rootfs } = container;
  return {
    ...rest,
    command: [],
    reaper: true,
    tty: false,
    stdinOpen: false,
    restart: { policy: 'no', maximumRetries: 0 },
    ...(ephemeral && { ephemeral: true, rootfs: { ...rootfs, readOnly: false, overlay: true } }),
  };
}

function replaceContainer(
  project: Project,
  name: string,
  change: (container: Container) => Container,
): Project {
  return {
    ...project,
    containers: project.containers.map(each => (each.name === name ? change(each) : each)),
  };
}

function refuseRunning(name: string, living: ReadonlyMap<string, LivingContainer>): void {
  if ((living.get(name)?.state ?? 'STOPPED') === 'STOPPED') return;
  throw new Problem(`${name} is running already`, {
    exitCode: ExitCode.execFailed,
    remedy: `Run the program inside it: lxc-compose exec ${name} …`,
  });
}
