/** Builds the snapshot: every read is begun at most once, when somebody first asks. */
import { openCgroups } from '../cgroup/open.js';
import type { Project } from '../model/project.js';
import type { NamespaceView } from '../native/index.js';
import type { Ip } from '../netbridge/ip.js';
import { readContainers } from './living.js';
import { observeNamespaces } from './namespaces.js';
import type { LivingContainer, Snapshot } from './snapshot.js';

/** @param lookInside false: what is in the containers' namespaces does not matter, for they are going */
export function takeSnapshot(
  projectName: string,
  runDirectory: string,
  ip: Ip,
  project?: Project,
  lookInside = true,
): Snapshot {
  const links = once(() => ip.links());
  const containers = once(async () => readContainers(runDirectory));
  const namespaces = once(async () =>
    lookInside ? observeNamespaces(await containers(), sysctlKeys(project)) : new Map(),
  );
  let cgroups: ReturnType<typeof openCgroups> | undefined;
  return {
    projectName,
    ...(project ? { project } : {}),
    get cgroups() {
      cgroups ??= openCgroups();
      return cgroups;
    },
    links,
    containers: containers as () => Promise<Map<string, LivingContainer>>,
    namespaces: namespaces as () => Promise<Map<string, NamespaceView>>,
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
