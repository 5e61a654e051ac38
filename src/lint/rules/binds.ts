/** Directories and sockets of the host that give it away. */
import type { Mount } from '../../model/project.js';
import type { Report, Rule, View } from '../rule.js';
import { servicesOf } from '../services.js';

/** Whoever writes there becomes root of the host, or reads what only root may. */
const sensitive = [
  '/bin',
  '/boot',
  '/dev',
  '/etc',
  '/home',
  '/lib',
  '/lib64',
  '/opt',
  '/root',
  '/run',
  '/sbin',
  '/srv',
  '/usr',
  '/usr/bin',
  '/usr/lib',
  '/usr/local',
  '/usr/local/bin',
  '/usr/local/sbin',
  '/usr/sbin',
  '/var',
  '/var/cache',
  '/var/lib',
  '/var/log',
  '/var/run',
  '/var/spool',
  '/var/spool/cron',
];

/** Below these nothing is harmless. */
const sensitiveTrees = ['/boot/', '/etc/', '/root/.ssh', '/var/spool/cron/'];

export const bindSensitive: Rule = {
  code: 'LXCC1203',
  name: 'bind-sensitive',
  level: 'warning',
  summary: 'a writable bind of a directory of the host that decides what runs there, such as `/etc`',
  *check({ project }: View): Generator<Report> {
    for (const { service, mounts } of servicesOf(project)) {
      for (const mount of mounts) {
        if (mount.type !== 'bind' || mount.readOnly || isSocket(mount)) continue;
        if (!sensitive.includes(mount.source) && !sensitiveTrees.some(each => mount.source.startsWith(each)))
          continue;
        yield {
          at: `containers.${service}.volumes.${mount.target}`,
          message: `container "${service}" can write to ${mount.source} of the host`,
          hint: `mount it read-only (${mount.source}:${mount.target}:ro), or a directory of its own`,
        };
      }
    }
  },
};

/** Read-only does not help: a socket is connected to, not written. */
export const bindSocket: Rule = {
  code: 'LXCC1204',
  name: 'bind-socket',
  level: 'warning',
  summary:
    "a bind of a container runtime's or systemd's socket, through which it can do on the host what it likes",
  *check({ project }: View): Generator<Report> {
    for (const { service, mounts } of servicesOf(project)) {
      for (const mount of mounts) {
        if (mount.type !== 'bind' || !isSocket(mount)) continue;
        yield {
          at: `containers.${service}.volumes.${mount.target}`,
          message: `${mount.source} gives container "${service}" control of the host`,
          hint: 'put a proxy between that lets through what it needs',
        };
      }
    }
  },
};

const socketPattern =
  /\/(?:(?:docker|containerd|podman|crio|buildkitd)\.sock|(?:lxd|incus)\/unix\.socket|systemd\/private|dbus\/system_bus_socket)$/;
const socketDirectory =
  /^(?:\/var)?\/run\/(?:docker|containerd|podman|crio|dbus|systemd)$|^\/var\/lib\/(?:lxd|incus)$/;

function isSocket({ source }: Mount): boolean {
  return socketPattern.test(source) || socketDirectory.test(source);
}
