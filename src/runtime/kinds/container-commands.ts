/** What `plan --commands` prints for a container: the writes that a shell can do, and as comments what only the native side can. */

import type { HookEvent } from '../../model/hooks.js';
import { hostsFile, hostsSet } from '../../model/hosts.js';
import { sharableNamespaces } from '../../model/namespaces.js';
import type { Operation } from '../../model/operation.js';
import type { Container } from '../../model/project.js';
import type { Attributes } from '../../model/resource.js';
import { ownHostname } from '../../rootfs/own-hostname.js';
import { containerRunDirectory } from '../../store/directories.js';
import type { CommandsContext } from '../commands-context.js';
import { configureCommands } from '../configure-commands.js';
import { rangeSize } from '../id-range.js';
import { deviceRules, mountChoice, standardMounts } from '../isolation.js';
import { configureSteps } from '../launch-container.js';
import { limitCommands } from '../limit-commands.js';
import { ownRun, providedFileSteps } from '../provided-files.js';
import { setupCommands } from '../setup-commands.js';
import { shellWord } from '../shell-word.js';
import { rootPreview } from './rootfs-preview.js';

/** Every action of a container, also those that a shell cannot do. */
export function containerCommands(operation: Operation, context: CommandsContext): string[] {
  const name = operation.container!;
  switch (operation.action) {
    case 'create':
      return createCommands(operation, context);
    case 'start':
      context.parked.delete(name);
      return [
        ...configureCommands(context.configure.get(name) ?? [], context.pids.get(name)),
        ...hookComments(context.project.containers.find(each => each.name === name)!, [
          'start-host',
          'start',
        ]),
        `# ${name}: PID 1 goes on and executes ${words(operation.desired!.attributes['command'])}`,
      ];
    case 'update':
      return configureCommands(
        operation.changes.map(({ attribute, to }) =>
          attribute === 'hostname' || attribute === 'domainname'
            ? { op: attribute, name: String(to) }
            : { op: 'sysctl', key: attribute.slice('sysctls.'.length), value: String(to) },
        ),
        context.pids.get(name),
      );
    case 'wait':
      return [`# wait until ${name} is ${operation.condition}, as its monitor tells`];
    case 'stop':
    case 'destroy':
      return stopCommands(operation, context);
  }
}

function stopCommands(operation: Operation, { directories }: CommandsContext): string[] {
  const name = operation.container!;
  const { stop_signal: signal, stop_grace_period: grace } = operation.observed?.attributes ?? {};
  const terms = signal === undefined ? '' : ` (${String(signal)}, SIGKILL after ${String(grace)} ms)`;
  const forgotten = operation.action === 'destroy';
  return [
    `# ${name}: its monitor ends it${terms} and removes its cgroups; the NICs go with the network namespace`,
    ...(forgotten ? [`rm -rf ${shellWord(containerRunDirectory(directories, name))}`] : []),
    ...(forgotten || operation.disruption === 'recreate'
      ? [`rm -rf ${shellWord(`${directories.state}/${name}`)}`]
      : []),
  ];
}

function createCommands(operation: Operation, context: CommandsContext): string[] {
  const name = operation.container!;
  const container = context.project.containers.find(each => each.name === name)!;
  const { mode } = container.networkMode;
  const ownNetwork = mode === 'private' || mode === 'none';
  const range = rangeOf(container, context);
  const limits: Attributes = Object.assign(
    {},
    ...(operation.parts ?? []).filter(each => each.kind === 'limits').map(each => each.attributes),
  );
  context.parked.add(name);
  context.pids.forget(name);
  return [
    `# ${name}: its monitor does the following in one go; lines behind # have no exact equivalent in a shell`,
    ...limitCommands(context.cgroups, context.projectName, name, limits),
    ...container.mounts
      .filter(each => each.type === 'volume' || (each.type === 'bind' && each.createSource))
      .map(each => `mkdir -p ${shellWord(sourceOf(each, context))}`),
    ...hookComments(container, ['pre-start']),
    `# unshare --fork --mount${unsharedNames(container)}${ownNetwork ? ' --net' : ''}${range ? ` --user --map-users=0:${range} --map-groups=0:${range}` : ''}`,
    ...(mode === 'container'
      ? [`# nsenter --net=/proc/${context.pids.get(container.networkMode.container)}/ns/net`]
      : []),
    ...setupCommands(setupSteps(container, context, ownNetwork, range !== null), range),
    ...container.devices.map(
      each => `# mknod $root${each.target} (a node like the host's ${each.source}, ${each.permissions})`,
    ),
    ...hookComments(container, ['pre-mount', 'mount', 'autodev']),
    `# pivot_root $root; everything that the host has mounted is gone from it`,
    ...rightsComments(container, operation.desired!.attributes),
    ...pidDefinition(name, context),
    ...configureCommands(
      configureSteps(
        container,
        context.project,
        ownNetwork,
        range === null ? null : Number(range.split(':')[1]),
      ),
      context.pids.get(name),
    ),
  ];
}

function unsharedNames({ namespaces, clocks }: Container): string {
  const own = sharableNamespaces.filter(each => namespaces[each] === undefined && each !== 'time');
  const offsets = Object.entries(clocks).map(
    ([clock, each]) => ` --${clock.replace('Ms', '')} ${each / 1000}`,
  );
  const joined = Object.entries(namespaces).filter(([, shared]) => shared !== 'host');
  return [
    ...own.map(each => ` --${each}`),
    ...(offsets.length > 0 ? [' --time', ...offsets] : []),
    ...joined.map(([kind, shared]) => ` (${kind} of ${shared})`),
  ].join('');
}

function hookComments({ hooks }: Container, events: readonly HookEvent[]): string[] {
  return events.flatMap(event =>
    (hooks.commands[event] ?? []).map(argv => `# hook ${event}: ${argv.map(shellWord).join(' ')}`),
  );
}

/** From here on its process is there. */
function pidDefinition(name: string, { pids, directories }: CommandsContext): string[] {
  pids.get(name);
  return pids.definitions(directories);
}

/** `FIRST:SIZE`; a word in place of a number that `up` will choose. */
function rangeOf({ name, security }: Container, { idRanges }: CommandsContext): string | null {
  const { idmap, privileged } = security;
  if (privileged || idmap === 'none') return null;
  return idmap === 'auto' ? `${idRanges[name] ?? 'FREE'}:${rangeSize}` : `${idmap.first}:${idmap.size}`;
}

type Mount = Container['mounts'][number];

function sourceOf(mount: Mount, { directories }: CommandsContext): string {
  return mount.type === 'volume' ? `${directories.state}/volumes/${mount.source}` : mount.source;
}

function setupSteps(container: Container, context: CommandsContext, ownNetwork: boolean, idmapped: boolean) {
  const tree = { op: 'tree' as const, recursive: false };
  return [
    ...rootPreview(container, context.directories.state, idmapped),
    ...standardMounts(mountChoice(container, ownNetwork)),
    {
      ...tree,
      source: hostsFile(context.directories.run, hostsSet(container)),
      target: '/etc/hosts',
      idmapped: false,
      attributes: { readOnly: true, noSuid: true, noDev: true, noExec: true },
    },
    ...ownHostname(container, 0),
    ...ownRun(container),
    ...container.mounts.map(mount => {
      const attributes = { readOnly: mount.readOnly, noSuid: true, noDev: true };
      const { target } = mount;
      if (mount.type !== 'tmpfs') {
        const recursive = mount.type === 'bind' && mount.recursive;
        return { ...tree, source: sourceOf(mount, context), target, recursive, idmapped, attributes };
      }
      const size = mount.size === undefined ? [] : [`size=${mount.size}`];
      const options = [`mode=${(mount.mode ?? 0o1777).toString(8)}`, ...size];
      return { op: 'filesystem' as const, type: 'tmpfs', target, options, attributes };
    }),
    ...providedFileSteps(container, 0, new Map()),
  ];
}

/** What else its PID 1 is given, so that nothing is left out silently; limits, names and sysctls have lines of their own. */
function rightsComments({ security, ulimits }: Container, attributes: Attributes): string[] {
  const told = ['state', 'command', 'hostname', 'domainname', 'limits', 'ulimits'];
  const others = Object.entries(attributes).filter(
    ([key, value]) =>
      !told.includes(key) && !key.startsWith('sysctls.') && value !== null && String(value) !== '',
  );
  const devices = deviceRules.map(each => `${each.type} ${each.major}:${each.minor ?? '*'} ${each.access}`);
  return [
    ...others.map(([key, value]) => `# ${key}: ${words(value)}`),
    ...ulimits.map(each => `# prlimit --${each.name}=${bound(each.soft)}:${bound(each.hard)}`),
    ...(security.privileged ? [] : [`# every other device is denied: ${devices.join(', ')}`]),
  ];
}

function bound(value: number): string {
  return value < 0 ? 'unlimited' : String(value);
}

function words(value: Attributes[string] | undefined): string {
  return Array.isArray(value) ? value.map(shellWord).join(' ') : String(value);
}
