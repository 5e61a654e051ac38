import { ExitCode, Problem } from '../model/problem.js';
import { type ContainerEvent, EventStream } from '../runtime/events.js';
import { readSettledContainers } from '../runtime/living.js';
import { projectDirectories } from '../store/directories.js';
import type { ContainerState, Invocation, WaitedContainer, WaitOptions } from './contract.js';
import { load } from './load.js';
import { namedContainers } from './scope.js';

/** Returns at once for containers that are in one of the states already; one that was never started is STOPPED. */
export async function wait(invocation: Invocation, options: WaitOptions): Promise<WaitedContainer[]> {
  const { project } = await load(invocation);
  const { run } = projectDirectories(project.name);
  const names =
    options.containers.length > 0
      ? namedContainers(project, options.containers)
      : project.containers.map(each => each.name);
  const wanted: ReadonlySet<string> = new Set(options.states);
  const found = new Map<string, WaitedContainer>();
  const see = (
    name: string,
    state: ContainerEvent['state'],
    exitCode: number | null,
    signal: number | null,
  ) => {
    if (found.has(name) || !names.includes(name) || !wanted.has(state)) return;
    found.set(name, {
      name,
      state: state as ContainerState,
      exitCode: signal === null ? exitCode : 128 + signal,
    });
  };
  // Listened to before the first look, so that nothing can happen between the two.
  const stream = new EventStream(run);
  try {
    const living = await readSettledContainers(run);
    for (const name of names) {
      const { state, exitCode, signal } = living.get(name) ?? {
        state: 'STOPPED',
        exitCode: null,
        signal: null,
      };
      see(name, state, exitCode, signal);
    }
    const end = options.timeoutMs > 0 ? AbortSignal.timeout(options.timeoutMs) : new AbortController().signal;
    if (found.size < names.length) {
      for await (const { container, state, exitCode, signal } of stream.follow(end)) {
        see(container, state, exitCode, signal);
        if (found.size === names.length) break;
      }
    }
  } finally {
    stream.close();
  }
  const missing = names.filter(name => !found.has(name));
  if (missing.length > 0) {
    throw new Problem(`${missing.join(', ')} did not become ${options.states.join(' or ')} in time`, {
      exitCode: ExitCode.timeout,
    });
  }
  return names.map(name => found.get(name)!);
}
