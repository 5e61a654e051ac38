/** What printing a plan's commands carries along: the counterpart of a session, with words in place of processes. */
import type { CgroupDriver } from '../cgroup/index.js';
import { hash32 } from '../model/mark.js';
import type { Project } from '../model/project.js';
import type { ConfigureStep } from '../native/launch-plan.js';
import { containerRunDirectory, type ProjectDirectories } from '../store/directories.js';
import { shellWord } from './shell-word.js';

export interface CommandsContext {
  readonly projectName: string;
  readonly project: Project;
  readonly cgroups: CgroupDriver;
  readonly directories: ProjectDirectories;
  /** First host id of each container's private range, where it has one already. */
  readonly idRanges: Record<string, number>;
  readonly pids: PidVariables;
  /** Containers that the plan has made and not yet started. */
  readonly parked: Set<string>;
  /** Steps that NICs and links leave for a container's start. */
  readonly configure: Map<string, ConfigureStep[]>;
}

/** A shell variable for each container's PID 1, whose number is known only once it is there. */
export class PidVariables {
  readonly #known = new Set<string>();
  readonly #wanted = new Set<string>();

  /** The word that stands for the pid. */
  get(container: string): string {
    if (!this.#known.has(container)) this.#wanted.add(container);
    return `$${variable(container)}`;
  }

  /** A new process has the container's name from now on. */
  forget(container: string): void {
    this.#known.delete(container);
  }

  /** Lines that set what was asked for since the last time: from the status files that the monitors write. */
  definitions(directories: ProjectDirectories): string[] {
    const lines = [...this.#wanted].map(container => {
      const status = shellWord(`${containerRunDirectory(directories, container)}/status`);
      return `${variable(container)}=$(sed -n 's/.*"pid":\\([0-9]*\\),.*/\\1/p' ${status})`;
    });
    for (const container of this.#wanted) this.#known.add(container);
    this.#wanted.clear();
    return lines;
  }
}

/** `a-b` and `a.b` are two containers. */
function variable(container: string): string {
  const plain = container.replace(/[^a-z0-9]/g, '_');
  return plain === container ? `pid_${container}` : `pid_${plain}_${hash32(container, 4)}`;
}
