/** Volumes, binds, tmpfs, configs and secrets; doing half. They are made with their container, and the kernel is asked whether they still are there. */
import { readFileSync } from 'node:fs';
import { asProblem } from '../../model/as-problem.js';
import type { Operation } from '../../model/operation.js';
import { Problem } from '../../model/problem.js';
import type { Resource } from '../../model/resource.js';
import type { SetupStep } from '../../native/launch-plan.js';
import { containerRunDirectory } from '../../store/directories.js';
import type { RuntimeKind } from '../kind.js';
import { mountStep } from '../launch-container.js';
import { readContainers } from '../living.js';
import { changeMounts } from '../monitor-requests.js';
import type { Session } from '../session.js';
import type { Snapshot } from '../snapshot.js';
import { recordedParts } from './rootfs.js';

export const mountProvider: RuntimeKind = {
  kind: 'mount',
  async observe(snapshot: Snapshot): Promise<Resource[]> {
    const [recorded, containers] = await Promise.all([
      recordedParts(snapshot, 'mount', id => /\.(?:volumes|configs|secrets)\.\//.test(id)),
      snapshot.containers(),
    ]);
    const targets = new Map<string, Set<string>>();
    return recorded.filter(resource => {
      const name = resource.container!;
      if (!targets.has(name)) targets.set(name, mountTargets(containers.get(name)!.pid));
      return targets.get(name)!.has(targetOf(resource.id, name));
    });
  },
  async apply(operations, session) {
    const names = [...new Set(operations.map(each => each.container!))];
    const outcomes = names.map(name => {
      const own = operations.filter(each => each.container === name);
      return changeContainer(name, own, session).then(
        () => own.map(operation => ({ operation, ok: true as const })),
        error => own.map(operation => ({ operation, ok: false as const, problem: asProblem(error) })),
      );
    });
    return (await Promise.all(outcomes)).flat();
  },
  commands: operation => [`# ${operation.resource}: changed inside the running container by its monitor`],
};

/** All of a container's in one visit. */
async function changeContainer(name: string, operations: Operation[], session: Session): Promise<void> {
  const living = readContainers(session.directories.run).get(name);
  const container = session.project.containers.find(each => each.name === name);
  if (!living?.applied) throw new Problem(`container ${name} is not running`);
  const resources = { ...living.applied.resources };
  const detach: string[] = [];
  const attach: SetupStep[] = [];
  for (const { action, resource, desired } of operations) {
    const target = targetOf(resource, name);
    if (action !== 'create') detach.push(target);
    delete resources[resource];
    if (action === 'destroy' || !desired) continue;
    const mount = container!.mounts.find(each => each.target === target)!;
    attach.push(mountStep(mount, session, living.applied.firstId !== null));
    resources[resource] = desired.attributes;
  }
  // What lies in another goes before it, and comes after it.
  detach.sort((one, two) => two.length - one.length);
  attach.sort((one, two) => targetIn(one).length - targetIn(two).length);
  const applied = JSON.stringify({ ...living.applied, resources });
  const problem = await changeMounts(
    containerRunDirectory(session.directories, name),
    detach,
    attach,
    applied,
  );
  if (problem) throw problem;
}

function targetIn(step: SetupStep): string {
  return 'target' in step ? step.target : '';
}

/** `containers.NAME.volumes./TARGET` */
function targetOf(id: string, container: string): string {
  return id.slice(id.indexOf('/', `containers.${container}.`.length));
}

/** Mount points inside, from proc_pid_mountinfo(5); blanks and such are octal there. */
function mountTargets(pid: number | null): Set<string> {
  if (pid === null) return new Set();
  try {
    const lines = readFileSync(`/proc/${pid}/mountinfo`, 'utf8').split('\n');
    return new Set(
      lines.map(line =>
        (line.split(' ')[4] ?? '').replace(/\\([0-7]{3})/g, (_all, digits: string) =>
          String.fromCharCode(Number.parseInt(digits, 8)),
        ),
      ),
    );
  } catch {
    return new Set();
  }
}
