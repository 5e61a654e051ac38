/** The files that are /etc/hosts in containers: one for each distinct set of joined networks. */
import { hash32 } from './mark.js';
import type { Container, Project } from './project.js';

/** Name of the set of networks that a container joins, with its extra hosts; the same for all that see the same names. */
export function hostsSet(container: Container): string {
  const own = container.extraHosts.map(each => `${each.name}=${each.address}`);
  return hash32([...container.nics.map(nic => nic.network).sort(), '', ...own].join('\n'), 12);
}

export function hostsFile(runDirectory: string, set: string): string {
  return `${runDirectory}/hosts/${set}`;
}

/** Lines for everybody who shares a network with this set's containers: `address name aliases`. */
export function hostsContent(project: Project, member: Container): string[] {
  const networks = new Set(member.nics.map(nic => nic.network));
  const lines = ['127.0.0.1 localhost', '::1 localhost ip6-localhost ip6-loopback'];
  for (const container of project.containers) {
    for (const nic of container.nics) {
      if (!networks.has(nic.network)) continue;
      const names = [...new Set([container.name, container.hostname, ...nic.aliases])].join(' ');
      for (const address of nic.addresses) lines.push(`${address.slice(0, address.indexOf('/'))} ${names}`);
    }
  }
  return [...lines, ...member.extraHosts.map(each => `${each.address} ${each.name}`)];
}
