import { readCgroupMounts } from '../cgroup/mounts.js';
import { readUsage } from '../cgroup/usage.js';
import { parseLinkMark } from '../model/mark.js';
import { readContainers } from '../runtime/living.js';
import { lookAtHost } from '../runtime/observer.js';
import { readTraffic } from '../runtime/traffic.js';
import { projectDirectories } from '../store/directories.js';
import type { ContainerInfo, Invocation } from './contract.js';
import { load } from './load.js';
import { namedContainers } from './scope.js';

/** RT_SCOPE_LINK: what the kernel gives every interface by itself. */
const linkScope = 253;

/** What the kernel says of containers now, running or not. @param names empty = all of the project */
export async function info(invocation: Invocation, names: string[]): Promise<ContainerInfo[]> {
  const { project } = await load(invocation);
  const living = readContainers(projectDirectories(project.name).run);
  const chosen =
    names.length > 0 ? namedContainers(project, names) : project.containers.map(each => each.name);
  const running = chosen.flatMap(name => living.get(name) ?? []).filter(each => each.pid !== null);
  const view = running.length > 0 ? await lookAtHost(running, [], '') : null;
  const mounts = readCgroupMounts();
  const hostNames = new Map(
    (view?.host.links ?? []).flatMap(link => {
      const mark = link.altnames.map(parseLinkMark).find(each => each?.project === project.name);
      return mark ? [[`${mark.container} ${mark.role}`, link.name] as const] : [];
    }),
  );
  return chosen.map(name => {
    const each = living.get(name);
    const inside = view?.containers.get(name);
    const base = { project: project.name, name, state: each?.state ?? ('STOPPED' as const) };
    if (each?.pid == null)
      return { ...base, pid: null, startedAt: null, addresses: [], links: [], usage: null };
    return {
      ...base,
      pid: each.pid,
      startedAt: each.startedAt,
      addresses: (inside?.addresses ?? [])
        .filter(({ scope, address }) => scope !== linkScope && !/^(?:127\.|::1\/)/.test(address))
        .map(({ address }) => address),
      links: readTraffic(each.pid).map(traffic => ({
        ...traffic,
        host: hostNames.get(`${name} ${traffic.interface}`) ?? null,
      })),
      usage: readUsage(mounts, project.name, name),
    };
  });
}
