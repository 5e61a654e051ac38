import type { Container, Device, NetworkMode, Ulimit } from '../../model/project.js';
import type { Attributes } from '../../model/resource.js';
import { parseRestart } from '../../spec/normalize/restart.js';
import { inOrderOf } from '../order.js';

/** A running container with what it was really started with and what its namespaces say; it may be older than the spec. */
export function presentProcess(container: Container, observed: Attributes): Container {
  const text = (name: string) => String(observed[name]);
  const texts = (name: string) => observed[name] as string[];
  const { domainname: _domainname, oomScoreAdj: _oomScoreAdj, ...rest } = container;
  const { security } = container;
  return {
    ...rest,
    hostname: text('hostname'),
    ...(observed['domainname'] !== undefined && { domainname: text('domainname') }),
    command: texts('command'),
    environment: environmentOf(container, texts('environment')),
    user: text('user'),
    groupAdd: texts('group_add'),
    workingDir: text('working_dir'),
    stopSignal: text('stop_signal'),
    stopGraceMs: Number(observed['stop_grace_period']),
    rebootSignal: text('reboot_signal'),
    ephemeral: observed['ephemeral'] === true,
    system: observed['init'] === 'system',
    reaper: observed['init'] === true,
    tty: observed['tty'] === true,
    stdinOpen: observed['stdin_open'] === true,
    networkMode: networkModeOf(text('network_mode')),
    security: {
      ...security,
      capabilities: texts('capabilities'),
      privileged: observed['privileged'] === true,
      idmap: idmapOf(text('idmap')),
      noNewPrivileges: observed['no_new_privs'] === true,
      // A profile in a file is told by its path and what was in it: the path alone can be asked for again.
      ...(!text('seccomp').startsWith('/') && { seccomp: text('seccomp') as 'default' }),
    },
    devices: texts('devices').map(deviceOf),
    ulimits: texts('ulimits').map(ulimitOf),
    restart: parseRestart(text('restart')),
    sysctls: sysctlsOf(observed),
    ...(observed['oom_score_adj'] !== undefined && { oomScoreAdj: Number(observed['oom_score_adj']) }),
  };
}

function environmentOf({ environment }: Container, lines: string[]): Record<string, string> {
  const asked = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return Object.fromEntries(
    inOrderOf(lines, [asked]).map(line => {
      const separator = line.indexOf('=');
      return [line.slice(0, separator), line.slice(separator + 1)];
    }),
  );
}

function networkModeOf(text: string): NetworkMode {
  if (text.startsWith('container:')) return { mode: 'container', container: text.slice('container:'.length) };
  return { mode: text as 'private' | 'none' | 'host' };
}

function idmapOf(text: string): Container['security']['idmap'] {
  const match = /^0 (\d+) (\d+)$/.exec(text);
  return match ? { first: Number(match[1]), size: Number(match[2]) } : (text as 'auto' | 'none');
}

function deviceOf(text: string): Device {
  const [source, target, permissions] = text.split(':');
  return { source: source!, target: target!, permissions: permissions! };
}

function ulimitOf(text: string): Ulimit {
  const [, name, soft, hard] = /^(.+)=(-?\d+):(-?\d+)$/.exec(text)!;
  return { name: name!, soft: Number(soft), hard: Number(hard) };
}

function sysctlsOf(observed: Attributes): Record<string, string> {
  const prefix = 'sysctls.';
  return Object.fromEntries(
    Object.entries(observed)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), String(value)]),
  );
}
