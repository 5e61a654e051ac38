/** What is made on the host and used by nobody. */
import type { Report, Rule, View } from '../rule.js';

export const networkUnused: Rule = {
  code: 'LXCC1101',
  name: 'network-unused',
  level: 'warning',
  summary: 'a network that no container joins',
  inEveryView: true,
  *check({ project }: View): Generator<Report> {
    const joined = new Set(project.containers.flatMap(each => each.nics.map(nic => nic.network)));
    for (const { name } of project.networks) {
      if (joined.has(name)) continue;
      yield {
        at: `networks.${name}`,
        message: `no container joins the network "${name}"`,
        hint: `write \`networks: [${name}]\` in a container, or remove it`,
      };
    }
  },
};

export const volumeUnused: Rule = {
  code: 'LXCC1306',
  name: 'volume-unused',
  level: 'warning',
  summary: 'a volume that no container mounts',
  inEveryView: true,
  *check({ project }: View): Generator<Report> {
    const mounts = project.containers.flatMap(each => each.mounts);
    const mounted = new Set(mounts.filter(each => each.type === 'volume').map(each => each.source));
    for (const { name } of project.volumes) {
      if (mounted.has(name)) continue;
      yield {
        at: `volumes.${name}`,
        message: `no container mounts the volume "${name}"`,
        hint: `write \`volumes: ["${name}:/PATH"]\` in a container, or remove it`,
      };
    }
  },
};
