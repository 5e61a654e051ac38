import type { Project } from '../model/project.js';
import { readContainers } from '../runtime/living.js';
import { projectDirectories } from '../store/directories.js';
import { fillAddresses } from './addresses.js';
import type { ContainerRow, Invocation } from './contract.js';
import { load } from './load.js';

/** The project's containers; those that were never started are listed with `all`. */
export async function ps(invocation: Invocation, options: { all: boolean }): Promise<ContainerRow[]> {
  const { project: loaded } = await load(invocation);
  const { project } = fillAddresses(loaded);
  const living = readContainers(projectDirectories(project.name).run);
  const names = new Set([...project.containers.map(each => each.name), ...living.keys()]);
  return [...names].flatMap(name => {
    const status = living.get(name) ?? neverStarted(name);
    if (!options.all && status.state === 'STOPPED') return [];
    return [{ ...status, project: project.name, ...describe(project, name) }];
  });
}

function describe(project: Project, name: string): Pick<ContainerRow, 'command' | 'addresses' | 'ports'> {
  const container = project.containers.find(each => each.name === name);
  if (!container) return { command: '', addresses: [], ports: [] };
  return {
    command: container.command.join(' '),
    addresses: container.nics.flatMap(nic =>
      nic.addresses.map(address => ({ network: nic.network, interface: nic.interface, address })),
    ),
    ports: container.ports.map(
      port => `${port.hostIp ?? '0.0.0.0'}:${port.published}->${port.target}/${port.protocol}`,
    ),
  };
}

function neverStarted(name: string) {
  const nothing = {
    pid: null,
    pidInode: null,
    monitor: null,
    monitorInode: null,
    exitCode: null,
    signal: null,
  };
  return {
    name,
    ...nothing,
    state: 'STOPPED' as const,
    health: 'none' as const,
    restarts: 0,
    oom: false,
    startedAt: null,
    finishedAt: null,
    stoppedByUser: false,
    applied: null,
  };
}
