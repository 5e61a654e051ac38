/** cgroup limits of a container, and the raw cgroup files that its spec names; deciding half. */
import { limitAttributes } from '../../model/limit-attributes.js';
import type { Project } from '../../model/project.js';
import { type AttributeChange, type AttributeValue, type Resource, sameValue } from '../../model/resource.js';
import type { ReconcileKind } from '../kind.js';

export const limitsKind: ReconcileKind = {
  kind: 'limits',
  /** Two a container, because the spec has two places for them. Both are always there, so that one key fewer is a change. */
  desire: (project: Project) =>
    project.containers.flatMap(({ name, limits, cgroup }): Resource[] => [
      {
        kind: 'limits',
        id: `containers.${name}.limits`,
        container: name,
        attributes: limitAttributes(limits),
      },
      { kind: 'limits', id: `containers.${name}.cgroup`, container: name, attributes: { ...cgroup } },
    ]),
  diff(desired: Resource, observed: Resource): AttributeChange[] {
    const raw = desired.id.endsWith('.cgroup');
    const names = new Set([...Object.keys(desired.attributes), ...Object.keys(observed.attributes)]);
    return [...names].sort().flatMap(attribute => {
      const from = observed.attributes[attribute];
      const to = desired.attributes[attribute];
      if (sameValue(from ?? none(attribute), to ?? none(attribute)) && !(raw && to === undefined)) return [];
      // A limit that is no longer asked for goes back to none. A raw file's default only a new cgroup has, and what has no
      // value now is of a cgroup that the container is not in.
      const disruption = from === undefined || (raw && to === undefined) ? 'restart' : 'live';
      return [{ attribute, from, to, disruption, kernel: `cgroup of ${desired.container}` }];
    });
  },
};

/** What the kernel has where nothing was asked for; null = no limit. */
function none(attribute: string): AttributeValue {
  if (attribute === 'memory_low') return 0;
  return attribute === 'cpu_weight' || attribute === 'io_weight' ? 100 : null;
}
