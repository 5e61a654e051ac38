/** Which namespaces a container makes, and which it joins; refused where this kernel has none of the kind. */
import { existsSync } from 'node:fs';
import { containerOf, type SharableNamespace } from '../model/namespaces.js';
import { positionOf } from '../model/positions.js';
import { ExitCode, Problem } from '../model/problem.js';
import type { Container, Project } from '../model/project.js';
import type { LaunchPlan } from '../native/launch-plan.js';

const mountFlag = 0x20000;
const userFlag = 0x10000000;
const networkFlag = 0x40000000;
const flags: Record<SharableNamespace, number> = {
  ipc: 0x8000000,
  uts: 0x4000000,
  pid: 0x20000000,
  cgroup: 0x2000000,
  time: 0x80,
};

export interface NamespaceChoice {
  ownNetwork: boolean;
  mapped: boolean;
  /** Host pid of a container that is made before this one. */
  pidOf(container: string): number;
}

/** CLONE_NEW* flags, and what is joined. A time namespace comes with its offsets, not by a flag. */
export function launchNamespaces(
  { namespaces, clocks }: Container,
  { ownNetwork, mapped, pidOf }: NamespaceChoice,
): Pick<LaunchPlan, 'namespaces' | 'joinNamespaces' | 'timeOffsets'> {
  let made = mountFlag | (ownNetwork ? networkFlag : 0) | (mapped ? userFlag : 0);
  const joinNamespaces: LaunchPlan['joinNamespaces'] = [];
  for (const [kind, flag] of Object.entries(flags) as [SharableNamespace, number][]) {
    const shared = namespaces[kind];
    const other = shared === undefined ? undefined : containerOf(shared);
    if (other !== undefined) joinNamespaces.push({ flag, pid: pidOf(other) });
    else if (shared === undefined && kind !== 'time') made |= flag;
  }
  return { namespaces: made, joinNamespaces, timeOffsets: offsetLines(clocks) };
}

function offsetLines({ bootMs, monotonicMs }: Container['clocks']): string {
  const line = (clock: string, milliseconds: number | undefined) => {
    if (milliseconds === undefined) return '';
    const seconds = Math.floor(milliseconds / 1000);
    return `${clock} ${seconds} ${(milliseconds - seconds * 1000) * 1_000_000}\n`;
  };
  return line('monotonic', monotonicMs) + line('boottime', bootMs);
}

/** @throws Problem (69) for a namespace that this kernel was built without */
export function refuseMissingNamespaces(project: Project): void {
  for (const { name, clocks, namespaces } of project.containers) {
    const wantsTime =
      clocks.bootMs !== undefined || clocks.monotonicMs !== undefined || namespaces.time !== undefined;
    if (!wantsTime || existsSync('/proc/self/ns/time')) continue;
    const position = positionOf(project, `containers.${name}.time`);
    throw new Problem(`container ${name} wants clocks of its own, and this kernel has no time namespaces`, {
      exitCode: ExitCode.unavailable,
      ...(position && { position }),
      remedy: 'Boot a kernel with CONFIG_TIME_NS, or remove `time`.',
    });
  }
}
