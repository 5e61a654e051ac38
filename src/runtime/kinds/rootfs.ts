/** Root file systems; doing half. They are made with their container, from its launch plan, or before it by `create`. */
import type { Attributes, Resource } from '../../model/resource.js';
import { buildRootfs } from '../debootstrap.js';
import type { RuntimeKind } from '../kind.js';
import { prepareContainer } from '../launch-container.js';
import { outcomeOf } from '../outcomes.js';
import type { Snapshot } from '../snapshot.js';

export const rootfsProvider: RuntimeKind = {
  kind: 'rootfs',
  observe: snapshot => recordedParts(snapshot, 'rootfs', id => id.endsWith('.rootfs')),
  // Alone only for `create`; else they are parts of the container's create.
  apply: (operations, session) =>
    Promise.all(
      operations.map(operation =>
        outcomeOf(operation, async () => {
          await buildRootfs(session.project.containers.find(each => each.name === operation.container)!);
          prepareContainer(operation.container!, session);
        }),
      ),
    ),
  commands: operation => [`# ${operation.resource}: made with its container`],
};

/** The parts that a running container was made with, as its monitor holds them. */
export async function recordedParts(
  snapshot: Snapshot,
  kind: 'rootfs' | 'mount',
  belongs: (id: string) => boolean,
): Promise<Resource[]> {
  const living = [...(await snapshot.containers()).values()].filter(each => each.state !== 'STOPPED');
  return living.flatMap(({ name, applied }) =>
    Object.entries(applied?.resources ?? {})
      .filter(([id]) => belongs(id))
      .map(([id, attributes]) => ({ kind, id, container: name, attributes: attributes as Attributes })),
  );
}
