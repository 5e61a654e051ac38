/** Waits for what `depends_on` asks of another container, through its monitor's stream of states: no polling. */
import { ExitCode, Problem } from '../model/problem.js';
import { containerRunDirectory } from '../store/directories.js';
import { readContainers } from './living.js';
import { watchMonitor } from './monitor-client.js';
import type { Session } from './session.js';

/** @throws Problem when the condition can no longer come true, or (124) when the session's time is up */
export async function awaitCondition(
  session: Session,
  container: string,
  condition: 'healthy' | 'completed',
): Promise<void> {
  const directory = containerRunDirectory(session.directories, container);
  const deadline =
    session.deadlineMs === null
      ? undefined
      : AbortSignal.timeout(Math.max(1, session.deadlineMs - Date.now()));
  const now = readContainers(session.directories.run).get(container);
  if (now && judge(now, container, condition)) return;
  for await (const status of watchMonitor(directory, deadline)) {
    if (judge(status, container, condition)) return;
  }
  const last = readContainers(session.directories.run).get(container);
  if (last && judge(last, container, condition)) return;
  throw new Problem(`${container} did not become ${condition} in time`, { exitCode: ExitCode.timeout });
}

interface Judged {
  state: string;
  health: string;
  exitCode: number | null;
  signal: number | null;
}

/** True when the condition holds; throws when it cannot hold any more (docker/compose#9732: fail at once). */
function judge(status: Judged, container: string, condition: 'healthy' | 'completed'): boolean {
  const stopped = status.state === 'STOPPED';
  if (condition === 'completed') {
    if (!stopped) return false;
    if (status.exitCode === 0) return true;
    throw new Problem(`${container} did not complete: ${ending(status)}`);
  }
  if (status.health === 'healthy' && !stopped) return true;
  if (stopped) throw new Problem(`${container} ended before it was healthy: ${ending(status)}`);
  if (status.health === 'unhealthy') throw new Problem(`${container} is unhealthy`);
  return false;
}

function ending(status: Judged): string {
  return status.signal ? `killed by signal ${status.signal}` : `exit status ${status.exitCode ?? 'unknown'}`;
}
