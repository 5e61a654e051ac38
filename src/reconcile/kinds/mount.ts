/** Volumes, binds, tmpfs, configs and secrets of a container; deciding half. */
import type { Project } from '../../model/project.js';
import type { ProvidedFile } from '../../model/provided.js';
import { type AttributeChange, type Attributes, type Resource, sameValue } from '../../model/resource.js';
import type { ReconcileKind } from '../kind.js';

const contentHash = 'content';
const changedContent: AttributeChange = {
  attribute: contentHash,
  from: 'as the container has it',
  to: 'changed',
  disruption: 'restart',
};

export const mountKind: ReconcileKind = {
  kind: 'mount',
  desire: (project: Project) =>
    project.containers.flatMap(container => [
      ...container.mounts.map(mount => {
        const attributes: Attributes = { type: mount.type, source: mount.source, ro: mount.readOnly };
        if (mount.type === 'bind') attributes['recursive'] = mount.recursive;
        if (mount.size !== undefined) attributes['size'] = mount.size;
        if (mount.mode !== undefined) attributes['mode'] = mount.mode;
        const id = `containers.${container.name}.volumes.${mount.target}`;
        return { kind: 'mount' as const, id, container: container.name, attributes };
      }),
      ...container.files.map(file => desireFile(file, container.name)),
    ]),
  diff(desired: Resource, observed: Resource): AttributeChange[] {
    const names = new Set([...Object.keys(desired.attributes), ...Object.keys(observed.attributes)]);
    return [...names].sort().flatMap(attribute => {
      const from = observed.attributes[attribute];
      const to = desired.attributes[attribute];
      if (sameValue(from, to)) return [];
      // A hash of a short secret would tell it to whoever reads the plan and can guess.
      if (attribute === contentHash) return [changedContent];
      return [
        { attribute, from, to, disruption: isLiveMount(desired) ? ('live' as const) : ('restart' as const) },
      ];
    });
  },
};

/** Volumes come and go in a running container; configs and secrets are sealed into it. */
export function isLiveMount({ kind, id }: Resource): boolean {
  return kind === 'mount' && id.includes('.volumes./');
}

/** Which file or variable the bytes come from does not matter to the container. */
function desireFile(
  { kind, source, target, uid, gid, mode, sha256 }: ProvidedFile,
  container: string,
): Resource {
  const attributes: Attributes = { type: kind, source, uid, gid, [contentHash]: sha256 };
  attributes['mode'] = `0${mode.toString(8)}`;
  return { kind: 'mount', id: `containers.${container}.${kind}s.${target}`, container, attributes };
}
