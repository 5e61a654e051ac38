import type { Container, Mount } from '../../model/project.js';
import type { Attributes, Resource } from '../../model/resource.js';

type Observed = ReadonlyMap<string, Resource>;

/** What is mounted in the container now, as it was when it was started. */
export function presentMounts(container: Container, observed: Observed): Pick<Container, 'mounts' | 'files'> {
  const prefix = `containers.${container.name}.volumes.`;
  const asked = container.mounts.map(each => each.target);
  const present = [...observed.values()].filter(each => each.id.startsWith(prefix));
  const targets = present.map(each => each.id.slice(prefix.length));
  return {
    mounts: [
      ...asked.filter(each => targets.includes(each)),
      ...targets.filter(each => !asked.includes(each)),
    ].map(target =>
      presentMount(
        target,
        observed.get(prefix + target)!.attributes,
        container.mounts.find(each => each.target === target),
      ),
    ),
    files: container.files.filter(({ kind, target }) =>
      observed.has(`containers.${container.name}.${kind}s.${target}`),
    ),
  };
}

function presentMount(target: string, attributes: Attributes, asked: Mount | undefined): Mount {
  const type = attributes['type'] as Mount['type'];
  return {
    type,
    source: String(attributes['source']),
    target,
    readOnly: attributes['ro'] === true,
    recursive: type === 'bind' ? attributes['recursive'] === true : (asked?.recursive ?? true),
    createSource: asked?.createSource ?? false,
    ...(attributes['size'] !== undefined && { size: Number(attributes['size']) }),
    ...(attributes['mode'] !== undefined && { mode: Number(attributes['mode']) }),
  };
}

export function presentRoot(
  rootfs: Container['rootfs'],
  observed: Attributes | undefined,
): Container['rootfs'] {
  if (!observed) return rootfs;
  const path = String(observed['path']);
  return {
    ...(path === 'host' ? { source: 'host' } : { source: 'path', path }),
    readOnly: observed['ro'] === true,
    overlay: observed['overlay'] === true,
  };
}
