/** Names that containers find each other and others by: the files that are their /etc/hosts and /etc/resolv.conf; deciding half. */
import { hostsContent, hostsSet } from '../../model/hosts.js';
import type { Project } from '../../model/project.js';
import { resolverFile, resolverLines, resolverOf } from '../../model/resolver.js';
import { type AttributeChange, type Resource, sameValue } from '../../model/resource.js';
import type { ReconcileKind } from '../kind.js';

export const hostsKind: ReconcileKind = {
  kind: 'hosts',
  desire(project: Project) {
    const files = new Map<string, Resource>();
    for (const container of project.containers) {
      const set = hostsSet(container);
      if (files.has(set)) continue;
      files.set(set, {
        kind: 'hosts',
        id: `hosts.${set}`,
        attributes: { lines: hostsContent(project, container) },
      });
    }
    const resolvers = project.containers.flatMap((container): Resource[] => {
      const resolver = resolverOf(container, project);
      if (!resolver) return [];
      const id = `hosts.${resolverFile(container.name)}`;
      return [{ kind: 'hosts', id, attributes: { lines: resolverLines(resolver) } }];
    });
    return [...files.values(), ...resolvers];
  },
  diff(desired: Resource, observed: Resource): AttributeChange[] {
    const from = observed.attributes['lines'];
    const to = desired.attributes['lines'];
    if (sameValue(from, to)) return [];
    return [{ attribute: 'lines', from, to, disruption: 'live', kernel: '/etc/hosts of the containers' }];
  },
};
