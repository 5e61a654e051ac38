/** cgroup limits of a container; doing half. */
import type { Resource } from '../../model/resource.js';
import type { RuntimeKind } from '../kind.js';
import { outcomeOf } from '../outcomes.js';
import { writeCommand } from '../shell-word.js';

export const limitsProvider: RuntimeKind = {
  kind: 'limits',
  /** The limits that the container was made with and those that the spec names now, as the kernel has them. */
  async observe(snapshot): Promise<Resource[]> {
    const living = [...(await snapshot.containers()).values()].filter(each => each.state !== 'STOPPED');
    const wanted = new Map(snapshot.project?.containers.map(each => [each.name, Object.keys(each.limits)]));
    const requests = living.map(({ name, applied }) => {
      const before = Object.keys(applied?.resources[`containers.${name}.limits`] ?? {});
      return { name, keys: [...new Set([...before, ...(wanted.get(name) ?? [])])] };
    });
    const read = snapshot.cgroups.read(snapshot.projectName, requests);
    return living.map(({ name }) => ({
      kind: 'limits',
      id: `containers.${name}.limits`,
      container: name,
      attributes: read.get(name) ?? {},
    }));
  },
  apply: (operations, session) =>
    Promise.all(
      operations.map(operation =>
        outcomeOf(operation, () => {
          for (const { attribute, to } of operation.changes) {
            session.cgroups.write(session.projectName, operation.container!, attribute, to ?? null);
          }
        }),
      ),
    ),
  commands: (operation, { cgroups, projectName }) =>
    operation.changes.flatMap(({ attribute, to }) =>
      cgroups
        .describe(projectName, operation.container!, attribute, to ?? null)
        .map(each => writeCommand(each.path, each.value)),
    ),
};
