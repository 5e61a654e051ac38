/** cgroup limits of a container, and the raw cgroup files that its spec names; doing half. */
import type { LimitReading } from '../../cgroup/index.js';
import { isRawKey, limitAttributes } from '../../model/limit-attributes.js';
import type { Container } from '../../model/project.js';
import type { Attributes, Resource } from '../../model/resource.js';
import type { RuntimeKind } from '../kind.js';
import { placeLimitProblem } from '../limit-line.js';
import { outcomeOf } from '../outcomes.js';
import { writeCommand } from '../shell-word.js';
import type { LivingContainer, Snapshot } from '../snapshot.js';

export const limitsProvider: RuntimeKind = {
  kind: 'limits',
  /** Of the containers that the spec names: the others only go, and their limits with them. */
  async observe(snapshot): Promise<Resource[]> {
    checkAll(snapshot);
    const living = await snapshot.containers();
    const containers = (snapshot.project?.containers ?? []).flatMap(container => {
      const now = living.get(container.name);
      return now && now.state !== 'STOPPED' ? [readingOf(now, container)] : [];
    });
    const read = snapshot.cgroups.read(snapshot.projectName, containers);
    return [...read].flatMap(([name, limits]) => resourcesOf(name, limits));
  },
  apply: (operations, session) =>
    Promise.all(
      operations.map(operation =>
        outcomeOf(operation, () => {
          const changes = Object.fromEntries(
            operation.changes.map(({ attribute, to }) => [attribute, to ?? null]),
          );
          const name = operation.container!;
          placeLimitProblem(session.project, name, () =>
            session.cgroups.write(session.projectName, name, changes, operation.desired!.attributes),
          );
        }),
      ),
    ),
  commands: (operation, { cgroups, projectName }) =>
    operation.changes.flatMap(({ attribute, to }) =>
      cgroups
        .describe(projectName, operation.container!, attribute, to ?? null, operation.desired?.attributes)
        .map(each => writeCommand(each.path, each.value)),
    ),
};

/** What this host cannot do is told before anything is made. */
function checkAll({ project, projectName, cgroups }: Snapshot): void {
  for (const { name, limits, cgroup } of project?.containers ?? []) {
    placeLimitProblem(project!, name, () =>
      cgroups.check(projectName, name, { ...limitAttributes(limits), ...cgroup }),
    );
  }
}

/** The limits proper and the raw files are two resources. */
const idsOf = (name: string) => [`containers.${name}.limits`, `containers.${name}.cgroup`] as const;

function readingOf({ name, applied }: LivingContainer, { limits, cgroup }: Container): LimitReading {
  const before = idsOf(name).flatMap(id => Object.keys(applied?.resources[id] ?? {}));
  return { name, wanted: { ...limitAttributes(limits), ...cgroup }, before };
}

function resourcesOf(name: string, read: Attributes): Resource[] {
  const entries = Object.entries(read);
  return idsOf(name).map((id, index) => ({
    kind: 'limits',
    id,
    container: name,
    attributes: Object.fromEntries(entries.filter(([key]) => isRawKey(key) === (index === 1))),
  }));
}
