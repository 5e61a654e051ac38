/** A container as a configuration of LXC, in the keys of LXC 3 and later. What LXC has no word for is told. */
import type { Container, Project } from '../../model/project.js';
import { allCapabilities } from '../../spec/values/capability.js';
import { generationOf } from './cgroup-generation.js';
import { joinArguments } from './command-line.js';
import { consoleLines } from './console.js';
import { standardDevices } from './devices.js';
import { interfaceLines } from './export-network.js';
import { hookLines } from './hooks.js';
import { isolationLines } from './isolation.js';
import { kernelMountLines } from './kernel-mounts.js';
import { lifeLines } from './life.js';
import { line } from './line.js';
import { describeLosses, isOneLine, type Loss } from './losses.js';

export interface LxcConfiguration {
  text: string;
  /** What is missing in it, with the spec path that asks for it. */
  losses: Loss[];
}

/**
 * Importing the text gives what the container is, but for the losses.
 * @param isFile of a path on this host: LXC wants to be told what to make for a mount to be laid over
 */
export function exportLxc(
  container: Container,
  project: Project,
  isFile: (path: string) => boolean,
): LxcConfiguration {
  const losses = describeLosses(container, project);
  const raw = rawLines(container);
  const own = [
    ...identityLines(container, raw),
    ...processLines(container),
    ...lifeLines(container),
    ...consoleLines(container),
    ...mountLines(container, isFile),
    ...limitLines(container),
    ...securityLines(container),
    ...isolationLines(container),
    ...kernelMountLines(container),
    ...deviceLines(container),
    ...hookLines(container.hooks),
  ];
  const lines = [
    ...own.filter(each => !isSaidRaw(each, raw)),
    ...interfaceLines(container, project, raw),
    ...[...raw].flatMap(([key, values]) =>
      key.startsWith('lxc.net.') ? [] : values.map(each => line(key, each)),
    ),
  ];
  const head = [
    `# ${container.name} of ${project.name}, written by \`lxc-compose export lxc\``,
    ...losses.map(({ message }) => `# not here: ${message}`),
    ...(container.system ? [] : ['# start it with lxc-execute: lxc-start would run /sbin/init']),
  ];
  return { text: `${[...head, ...lines].join('\n')}\n`, losses };
}

/** Keys of which LXC takes every line; of any other the last one, and there are two when one is carried along. */
const lists =
  /^lxc\.(mount\.entry|environment(\.hooks)?|hook\.(?!version)[\w-]+|group|idmap|cap\.\w+|cgroup2?\.devices\.\w+|net\.\d+\.ipv[46]\.address)$/;

function isSaidRaw(each: string, raw: ReadonlyMap<string, string[]>): boolean {
  const key = each.slice(0, each.indexOf(' = '));
  return raw.has(key) && !lists.test(key);
}

/** Keys that a spec carried along. */
function rawLines({ lxcRaw }: Container): Map<string, string[]> {
  return new Map(Object.entries(lxcRaw));
}

function identityLines({ name, hostname, rootfs }: Container, raw: ReadonlyMap<string, string[]>): string[] {
  const own = rootfs.source === 'path' && !raw.has('lxc.rootfs.path');
  const path = rootfs.overlay ? `overlay:${rootfs.path}:/var/lib/lxc/${name}/delta0` : `dir:${rootfs.path}`;
  return [
    line('lxc.uts.name', hostname),
    ...(own ? [line('lxc.rootfs.path', path)] : []),
    ...(own && rootfs.readOnly ? [line('lxc.rootfs.options', 'ro')] : []),
  ];
}

function processLines(container: Container): string[] {
  const { system, command, environment, user, groupAdd, workingDir } = container;
  const [uid, gid] = user.split(':');
  const program = joinArguments(command);
  const lines = program === undefined ? [] : [line(system ? 'lxc.init.cmd' : 'lxc.execute.cmd', program)];
  for (const [name, value] of Object.entries(environment))
    if (isOneLine(value)) lines.push(line('lxc.environment', `${name}=${value}`));
  if (/^\d+$/.test(uid!) && uid !== '0') lines.push(line('lxc.init.uid', uid!));
  if (/^\d+$/.test(gid ?? '') && gid !== '0') lines.push(line('lxc.init.gid', gid!));
  if (groupAdd.length > 0 && groupAdd.every(each => /^\d+$/.test(each))) {
    lines.push(line('lxc.init.groups', groupAdd.join(' ')));
  }
  if (workingDir !== '/') lines.push(line('lxc.init.cwd', workingDir));
  const limit = (value: number) => (value < 0 ? 'unlimited' : value);
  for (const { name, soft, hard } of container.ulimits) {
    lines.push(line(`lxc.prlimit.${name}`, `${limit(soft)}:${limit(hard)}`));
  }
  for (const [key, value] of Object.entries(container.sysctls)) lines.push(line(`lxc.sysctl.${key}`, value));
  if (container.oomScoreAdj !== undefined) lines.push(line('lxc.proc.oom_score_adj', container.oomScoreAdj));
  return lines;
}

function mountLines({ mounts }: Container, isFile: (path: string) => boolean): string[] {
  return mounts.flatMap(({ type, source, target, readOnly, recursive, size, mode }) => {
    if (type === 'volume') return [];
    const inside = escaped(target.slice(1));
    const access = readOnly ? ['ro'] : [];
    if (type === 'bind') {
      const options = [
        recursive ? 'rbind' : 'bind',
        ...access,
        isFile(source) ? 'create=file' : 'create=dir',
      ];
      return [line('lxc.mount.entry', `${escaped(source)} ${inside} none ${options.join(',')} 0 0`)];
    }
    const options = [
      ...(size === undefined ? [] : [`size=${size}`]),
      ...(mode === undefined ? [] : [`mode=${mode.toString(8).padStart(4, '0')}`]),
      ...access,
    ];
    return [line('lxc.mount.entry', `tmpfs ${inside} tmpfs ${options.join(',') || 'defaults'} 0 0`)];
  });
}

/** As fstab(5) has blanks. */
function escaped(path: string): string {
  return path.replace(/[\s\\]/g, each => `\\${each.charCodeAt(0).toString(8).padStart(3, '0')}`);
}

function limitLines({ limits, cgroup }: Container): string[] {
  const values: [string, string | number | undefined][] = [
    ['cpu.max', limits.cpus === undefined ? undefined : `${Math.round(limits.cpus * 100_000)} 100000`],
    ['cpu.weight', limits.cpu_weight],
    ['cpuset.cpus', limits.cpuset],
    ['memory.max', limits.memory],
    ['memory.high', limits.memory_high],
    ['memory.low', limits.memory_low],
    ['memory.swap.max', limits.swap],
    ['pids.max', limits.pids],
    ['io.weight', limits.io_weight],
  ];
  return [
    ...values.flatMap(([file, value]) => (value === undefined ? [] : [line(`lxc.cgroup2.${file}`, value)])),
    // Only the first generation has them.
    ...(limits.swappiness === undefined ? [] : [line('lxc.cgroup.memory.swappiness', limits.swappiness)]),
    ...(limits.oom_kill_disable ? [line('lxc.cgroup.memory.oom_control', 1)] : []),
    ...Object.entries(cgroup).map(([file, value]) => line(`lxc.${generationOf(file)}.${file}`, value)),
  ];
}

function securityLines({ security }: Container): string[] {
  const { idmap, capabilities, noNewPrivileges, seccomp } = security;
  const dropped = allCapabilities.filter(each => !capabilities.includes(each)).sort();
  const keep = line('lxc.cap.keep', capabilities.length > 0 ? capabilities.join(' ') : 'none');
  return [
    ...(typeof idmap === 'object'
      ? ['u', 'g'].map(kind => line('lxc.idmap', `${kind} 0 ${idmap.first} ${idmap.size}`))
      : []),
    ...(dropped.length > 20 ? [keep] : dropped.length > 0 ? [line('lxc.cap.drop', dropped.join(' '))] : []),
    ...(noNewPrivileges ? [line('lxc.no_new_privs', 1)] : []),
    ...(typeof seccomp === 'object' ? [line('lxc.seccomp.profile', seccomp.file)] : []),
  ];
}

/** Without a list LXC denies nothing. */
function deviceLines({ security }: Container): string[] {
  if (security.privileged) return [];
  return [
    line('lxc.cgroup2.devices.deny', 'a'),
    ...standardDevices.map(each => line('lxc.cgroup2.devices.allow', each)),
  ];
}
