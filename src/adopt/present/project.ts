/**
 * A project as it was applied, brought up to what the host has now: whatever somebody has changed by hand since then
 * becomes what the spec asks for, and each such change is told.
 */
import type { Container, Network, PointToPointLink, Project } from '../../model/project.js';
import type { Attributes, Resource } from '../../model/resource.js';
import { inOrderOf } from '../order.js';
import { describeDifference, differencesOf } from './differences.js';
import { presentMounts, presentRoot } from './files.js';
import { presentForwarding, presentPorts } from './firewall.js';
import { presentFiles, presentLimits } from './limits.js';
import { presentNetwork } from './network.js';
import { presentNic } from './nic.js';
import { presentProcess } from './process.js';

export interface PresentProject {
  project: Project;
  /** Changes by hand, by `networks.NAME`, `containers.NAME` or `links`. */
  changes: Map<string, string[]>;
}

/** @param project with the addresses of its pools */
export function presentProject(project: Project, observed: readonly Resource[]): PresentProject {
  const byId = new Map(observed.map(each => [each.id, each]));
  const attributesOf = (id: string): Attributes | undefined => byId.get(id)?.attributes;
  const firewall = attributesOf('firewall');
  const changes = new Map<string, string[]>();
  const note = (path: string, before: object, after: object) => {
    const lines = differencesOf(before, after).map(describeDifference);
    if (lines.length > 0) changes.set(path, [...(changes.get(path) ?? []), ...lines]);
  };

  const networks = project.networks.map((network): Network => {
    const bridge = attributesOf(`networks.${network.name}`);
    const present = bridge && !network.external ? presentNetwork(network, bridge) : network;
    const whole = presentForwarding(present, firewall);
    note(`networks.${network.name}`, network, whole);
    return whole;
  });

  const containers = project.containers.map((container): Container => {
    const id = `containers.${container.name}`;
    const process = attributesOf(id);
    // What is not there cannot tell anything; a stopped one has nothing of what it was.
    if (!Array.isArray(process?.['command']) || process['state'] === 'STOPPED')
      return withFixedAddresses(container);
    const nics = container.nics.map(nic => {
      const attributes = attributesOf(`${id}.networks.${nic.network}`);
      return attributes ? presentNic(nic, attributes, container, project) : { ...nic, pooled: false };
    });
    const present: Container = {
      ...presentProcess(container, process),
      rootfs: presentRoot(container.rootfs, attributesOf(`${id}.rootfs`)),
      nics,
      ...presentMounts(container, byId),
      limits: presentLimits(container.limits, attributesOf(`${id}.limits`) ?? {}),
      cgroup: presentFiles(container.cgroup, attributesOf(`${id}.cgroup`) ?? {}),
    };
    const whole = { ...present, ports: presentPorts(present, firewall) };
    note(id, comparable(container), comparable(whole));
    return whole;
  });

  const links = project.links.map(link => {
    const present = presentLink(link, attributesOf(`links.${linkName(link)}`));
    note('links', comparableLink(link), comparableLink(present));
    return present;
  });
  return { project: { ...project, networks, containers, links }, changes };
}

/** Pools are drawn from once: the file beside the spec that remembers them may be lost as well. */
function withFixedAddresses(container: Container): Container {
  return { ...container, nics: container.nics.map(nic => ({ ...nic, pooled: false })) };
}

/** Interfaces by network, and nothing that is only another way to say the same. */
function comparable({ nics, mounts, files, ...container }: Container): object {
  return {
    ...container,
    networks: Object.fromEntries(nics.map(({ network, pooled: _pooled, ...nic }) => [network, nic])),
    volumes: Object.fromEntries(mounts.map(mount => [mount.target, mount])),
    files: files.map(each => each.target),
  };
}

function comparableLink({ ends, mtu }: PointToPointLink): object {
  const name = (end: PointToPointLink['ends'][0]) => `${end.container}:${end.interface}`;
  return { mtu, ...Object.fromEntries(ends.map(end => [name(end), end.addresses])) };
}

function linkName({ ends }: PointToPointLink): string {
  return ends.map(end => `${end.container}:${end.interface}`).join('--');
}

/** Hardware addresses of links are derived from names: another one cannot be asked for. */
function presentLink(link: PointToPointLink, observed: Attributes | undefined): PointToPointLink {
  if (!observed) return link;
  const [a, b] = link.ends;
  const end = (each: typeof a, side: string) => ({
    ...each,
    addresses: inOrderOf(observed[`${side}.addresses`] as string[], [each.addresses]),
  });
  return {
    ends: [end(a, 'a'), end(b, 'b')],
    ...(link.mtu !== undefined && { mtu: Number(observed['a.mtu']) }),
  };
}
