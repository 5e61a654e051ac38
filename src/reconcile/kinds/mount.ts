/** Volumes, binds and tmpfs of a container; deciding half. */
import type { Project } from '../../model/project.js';
import { type AttributeChange, type Attributes, type Resource, sameValue } from '../../model/resource.js';
import type { ReconcileKind } from '../kind.js';

export const mountKind: ReconcileKind = {
  kind: 'mount',
  desire: (project: Project) =>
    project.containers.flatMap(container =>
      container.mounts.map(mount => {
        const attributes: Attributes = { type: mount.type, source: mount.source, ro: mount.readOnly };
        if (mount.type === 'bind') attributes['recursive'] = mount.recursive;
        if (mount.size !== undefined) attributes['size'] = mount.size;
        if (mount.mode !== undefined) attributes['mode'] = mount.mode;
        const id = `containers.${container.name}.volumes.${mount.target}`;
        return { kind: 'mount', id, container: container.name, attributes };
      }),
    ),
  diff(desired: Resource, observed: Resource): AttributeChange[] {
    const names = new Set([...Object.keys(desired.attributes), ...Object.keys(observed.attributes)]);
    return [...names].sort().flatMap(attribute => {
      const from = observed.attributes[attribute];
      const to = desired.attributes[attribute];
      return sameValue(from, to) ? [] : [{ attribute, from, to, disruption: 'restart' as const }];
    });
  },
};
