import { readContainers } from '../runtime/living.js';
import { readLogs } from '../runtime/logs.js';
import { projectDirectories } from '../store/directories.js';
import type { Invocation, LogOptions, LogRecord } from './contract.js';
import { load } from './load.js';
import { namedContainers } from './scope.js';

/** What the containers wrote, merged by time. */
export async function* logs(invocation: Invocation, options: LogOptions): AsyncIterable<LogRecord> {
  const { project } = await load(invocation);
  const directories = projectDirectories(project.name);
  const named = options.containers.length > 0 ? namedContainers(project, options.containers) : null;
  const { follow, tail, sinceNs, untilNs } = options;
  yield* readLogs({
    stateDirectory: directories.state,
    list: () =>
      named ?? [
        ...new Set([...project.containers.map(each => each.name), ...readContainers(directories.run).keys()]),
      ],
    follow,
    tail,
    sinceNs,
    untilNs,
  });
}
