/** The container process itself; doing half: the monitor is asked, the kernel confirms. */
import { rmSync } from 'node:fs';
import type { Operation } from '../../model/operation.js';
import { Problem } from '../../model/problem.js';
import type { AttributeChange, Attributes, Resource } from '../../model/resource.js';
import type { ConfigureStep } from '../../native/launch-plan.js';
import { containerRunDirectory } from '../../store/directories.js';
import { awaitCondition } from '../condition.js';
import { clearStateDirectory } from '../container-files.js';
import { buildRootfs } from '../debootstrap.js';
import { runDestroyHooks } from '../destroy-hooks.js';
import type { Outcome, RuntimeKind } from '../kind.js';
import { compileContainer } from '../launch-container.js';
import { placeNativeLimitProblem } from '../limit-line.js';
import { stopMonitors } from '../monitor-client.js';
import { freezeMonitors } from '../monitor-requests.js';
import { outcomeOf } from '../outcomes.js';
import { readContents } from '../provided-files.js';
import type { Session } from '../session.js';
import type { Snapshot } from '../snapshot.js';
import { containerCommands } from './container-commands.js';

export const containerProvider: RuntimeKind = {
  kind: 'container',
  observe,
  async apply(operations, session) {
    const stops = operations.filter(each => each.action === 'stop' || each.action === 'destroy');
    const others = operations.filter(each => !stops.includes(each));
    const [stopped, done] = await Promise.all([
      stopAll(stops, session),
      Promise.all(others.map(operation => outcomeOf(operation, () => applyOne(operation, session)))),
    ]);
    return [...stopped, ...done];
  },
  commands: containerCommands,
};

async function observe(snapshot: Snapshot): Promise<Resource[]> {
  const [containers, namespaces] = await Promise.all([snapshot.containers(), snapshot.namespaces()]);
  return [...containers.values()].map(living => {
    const id = `containers.${living.name}`;
    const view = namespaces.get(living.name);
    const attributes: Attributes = {
      ...(living.applied?.resources[id] as Attributes | undefined),
      // Between two restarts its monitor is at work: nothing is left for us to do.
      state: living.state === 'STARTING' && living.monitor !== null ? 'RUNNING' : living.state,
    };
    if (view) {
      attributes['hostname'] = view.hostname;
      if (attributes['domainname'] !== undefined) attributes['domainname'] = view.domainname;
      for (const [key, value] of Object.entries(view.sysctls)) {
        if (`sysctls.${key}` in attributes) attributes[`sysctls.${key}`] = value.trim().replace(/\s+/g, ' ');
      }
    }
    if (living.state === 'STOPPED') {
      attributes['exit_code'] = living.exitCode;
      attributes['stopped_by_user'] = living.stoppedByUser;
    }
    return { kind: 'container', id, container: living.name, attributes };
  });
}

async function applyOne(operation: Operation, session: Session): Promise<void> {
  const name = operation.container!;
  switch (operation.action) {
    case 'create': {
      await buildRootfs(session.project.containers.find(each => each.name === name)!);
      const contents = await readContents(name, session);
      const starter = await session.starter();
      const { pid } = await starter.create(compileContainer(operation, session, contents)).catch(error => {
        throw placeNativeLimitProblem(error, name, session);
      });
      session.pids.set(name, pid);
      session.parked.add(name);
      return;
    }
    case 'start': {
      const starter = await session.starter();
      session.parked.delete(name);
      return starter.start(name, session.configure.get(name) ?? []);
    }
    case 'wait':
      return awaitCondition(session, name, operation.condition!);
    case 'update': {
      const state = operation.changes.find(change => change.attribute === 'state');
      const others = operation.changes.filter(change => change !== state);
      if (others.length > 0) await session.configureRunning(name, others.map(configureStep));
      if (state) await stand(containerRunDirectory(session.directories, name), state.to === 'FROZEN');
      return;
    }
    default:
      throw new Problem(`a container cannot be changed by ${operation.action}`);
  }
}

function configureStep({ attribute, to }: AttributeChange): ConfigureStep {
  const name = String(to);
  if (attribute === 'hostname') return { op: 'hostname', name };
  if (attribute === 'domainname') return { op: 'domainname', name };
  return { op: 'sysctl', key: attribute.slice('sysctls.'.length), value: name };
}

async function stand(directory: string, freeze: boolean): Promise<void> {
  const [problem] = await freezeMonitors([directory], freeze);
  if (problem) throw problem;
}

/** What is stopped keeps its status, which tells how it ended; what is destroyed is forgotten. */
async function stopAll(operations: Operation[], session: Session): Promise<Outcome[]> {
  const groups = [true, false].map(forget =>
    stopGroup(
      operations.filter(each => (each.action === 'destroy') === forget),
      forget,
      session,
    ),
  );
  return (await Promise.all(groups)).flat();
}

/** All at once: the monitors work in parallel, and one poll loop hears their answers. */
async function stopGroup(operations: Operation[], forget: boolean, session: Session): Promise<Outcome[]> {
  if (operations.length === 0) return [];
  const directories = operations.map(each => containerRunDirectory(session.directories, each.container!));
  const results = await stopMonitors(directories, session.graceMs, forget);
  return Promise.all(
    operations.map((operation, index) =>
      outcomeOf(operation, async () => {
        // A monitor that answered has removed all of this itself.
        if (results[index]) {
          if (forget) await runDestroyHooks(operation, session.projectName);
          await session.cgroups.destroy(session.projectName, operation.container!);
          if (forget) rmSync(directories[index]!, { recursive: true, force: true });
        }
        if (operation.action === 'destroy' || operation.disruption === 'recreate') {
          await clearStateDirectory(session.directories.state, operation.container!);
        }
      }),
    ),
  );
}
