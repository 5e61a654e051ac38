/** cgroup limits of a container; deciding half. */
import type { Project } from '../../model/project.js';
import { type AttributeChange, type Attributes, type Resource, sameValue } from '../../model/resource.js';
import type { ReconcileKind } from '../kind.js';

/** The kernel keeps memory in pages: asking for 1000 bytes and reading 0 back must not be drift for ever. */
const pageSize = 4096;

export const limitsKind: ReconcileKind = {
  kind: 'limits',
  desire: (project: Project) =>
    project.containers.map(container => {
      const attributes: Attributes = {};
      for (const [key, value] of Object.entries(container.limits)) {
        if (typeof value === 'number' || typeof value === 'string') attributes[key] = inPages(key, value);
      }
      return {
        kind: 'limits',
        id: `containers.${container.name}.limits`,
        container: container.name,
        attributes,
      };
    }),
  /** Every limit can be changed while the container runs; one that is no longer asked for goes back to none. */
  diff(desired: Resource, observed: Resource): AttributeChange[] {
    const names = new Set([...Object.keys(desired.attributes), ...Object.keys(observed.attributes)]);
    return [...names].sort().flatMap(attribute => {
      const from = observed.attributes[attribute];
      const to = desired.attributes[attribute];
      if (sameValue(from ?? null, to ?? null)) return [];
      return [{ attribute, from, to, disruption: 'live' as const, kernel: `cgroup of ${desired.container}` }];
    });
  },
};

function inPages(key: string, value: number | string): number | string {
  return key.startsWith('memory') && typeof value === 'number' ? value - (value % pageSize) : value;
}
