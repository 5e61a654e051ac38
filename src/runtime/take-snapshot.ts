/** Builds the snapshot: every read is begun at most once, when somebody first asks. */
import { openCgroups } from '../cgroup/open.js';
import { firewallTable } from '../model/mark.js';
import type { Project } from '../model/project.js';
import { hostLinks } from './host-links.js';
import { readSettledContainers } from './living.js';
import { lookAtHost } from './observer.js';
import type { Snapshot } from './snapshot.js';

/** @param lookInside false: what is in the containers' namespaces does not matter, for they are going */
export function takeSnapshot(
  projectName: string,
  runDirectory: string,
  project?: Project,
  lookInside = true,
): Snapshot {
  const containers = once(() => readSettledContainers(runDirectory));
  const look = once(async () => {
    const living = lookInside ? await containers() : new Map();
    return lookAtHost(living.values(), sysctlKeys(project), firewallTable(projectName));
  });
  let cgroups: ReturnType<typeof openCgroups> | undefined;
  return {
    projectName,
    ...(project ? { project } : {}),
    get cgroups() {
      cgroups ??= openCgroups();
      return cgroups;
    },
    containers,
    links: once(async () => hostLinks((await look()).host)),
    hasFirewall: async () => (await look()).firewall,
    namespaces: async () => (await look()).containers,
  };
}

function sysctlKeys(project: Project | undefined): string[] {
  return [
    ...new Set((project?.containers ?? []).flatMap(container => Object.keys(container.sysctls))),
  ].sort();
}

function once<Result>(read: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined;
  return () => {
    result ??= read();
    return result;
  };
}
