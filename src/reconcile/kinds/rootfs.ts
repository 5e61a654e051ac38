/** Root file systems; deciding half. */
import { debootstrapKey } from '../../model/debootstrap.js';
import type { Project } from '../../model/project.js';
import { type AttributeChange, type Resource, sameValue } from '../../model/resource.js';
import type { ReconcileKind } from '../kind.js';

export const rootfsKind: ReconcileKind = {
  kind: 'rootfs',
  desire: (project: Project) =>
    project.containers.map(({ name, rootfs }) => ({
      kind: 'rootfs',
      id: `containers.${name}.rootfs`,
      container: name,
      attributes: {
        path: rootfs.source === 'host' ? 'host' : rootfs.path!,
        ...(rootfs.debootstrap && { debootstrap: debootstrapKey(rootfs.debootstrap) }),
        ro: rootfs.readOnly,
        overlay: rootfs.overlay,
      },
    })),
  /** What a process has as its root cannot be changed under it. */
  diff(desired: Resource, observed: Resource): AttributeChange[] {
    return Object.entries(desired.attributes).flatMap(([attribute, to]) => {
      const from = observed.attributes[attribute];
      return sameValue(from, to) ? [] : [{ attribute, from, to, disruption: 'recreate' as const }];
    });
  },
};
