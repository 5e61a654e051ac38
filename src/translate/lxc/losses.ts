/** What a container of ours has and LXC has no key for. */
import type { Container, Project } from '../../model/project.js';
import { joinArguments } from './command-line.js';
import { isDeviceGateway } from './export-network.js';

export interface Loss {
  /** Without full stop. */
  message: string;
  /** The spec path that asks for it. */
  path: string;
}

/** What has more would add lines, and so keys, to the configuration. */
export function isOneLine(text: string): boolean {
  return !/[\0\n\r]/.test(text);
}

export function describeLosses(container: Container, project: Project): Loss[] {
  const { rootfs, security } = container;
  const lostHooks = Object.values(container.hooks.commands)
    .flat(2)
    .filter(each => !isOneLine(each)).length;
  const has = (key: string, isThere: boolean, message: string): Loss[] =>
    isThere ? [{ message, path: `containers.${container.name}.${key}` }] : [];
  const named = (text: string) => !/^\d+(:\d+)?$/.test(text);
  const pooled = container.nics.filter(each => each.pooled && each.addresses.length === 0);
  const links = project.links.filter(each => each.ends.some(end => end.container === container.name));
  return [
    ...has(
      'overlay',
      rootfs.overlay && rootfs.source === 'host',
      '`overlay` over the host’s programs: LXC lays one over a directory only',
    ),
    ...has(
      'overlay',
      rootfs.overlay && rootfs.source === 'path',
      'the changes that the `overlay` has so far: LXC begins with its own layer',
    ),
    ...has(
      'command',
      joinArguments(container.command) === undefined,
      'the command: an argument has line breaks or both kinds of quotation marks',
    ),
    ...Object.entries(container.environment).flatMap(([name, value]) =>
      has(`environment.${name}`, !isOneLine(value), `the variable ${name}, which has line breaks`),
    ),
    ...has('tty', container.tty, '`tty`: lxc-execute gives its own terminal'),
    ...has('stdin_open', container.stdinOpen, '`stdin_open`'),
    ...has(
      'rootfs',
      rootfs.source === 'host',
      '`rootfs: host` is read-only here, and LXC shares the host’s as it is',
    ),
    ...has('user', named(container.user), `\`user: ${container.user}\` is a name, and LXC takes numbers`),
    ...has('group_add', container.groupAdd.some(named), 'names in `group_add`, where LXC takes numbers'),
    ...has('idmap', security.idmap === 'auto', '`idmap: auto`: write lxc.idmap with a range of this host'),
    ...has(
      'seccomp',
      typeof security.seccomp === 'string' && security.seccomp !== 'unconfined',
      `the built-in filter \`seccomp: ${String(security.seccomp)}\``,
    ),
    ...has('masked_paths', security.maskedPaths !== undefined, '`masked_paths`: see lxc.mount.auto'),
    ...has('readonly_paths', security.readonlyPaths !== undefined, '`readonly_paths`: see lxc.mount.auto'),
    ...has('post_start', container.insideHooks.length > 0, '`post_start` and `pre_stop`'),
    ...has('hooks', lostHooks > 0, 'a hook with line breaks'),
    ...pooled.flatMap(each =>
      has(`networks.${each.network}`, true, `the address from the pool of ${each.network}`),
    ),
    ...container.nics.flatMap(each =>
      has(
        `networks.${each.network}.routes`,
        each.routes.some(route => !isDeviceGateway(route)),
        `the routes on ${each.network}`,
      ),
    ),
    ...container.nics.flatMap(({ network, isolated, hairpin, macFilter, rate }) => {
      const said = { isolated, hairpin, mac_filter: macFilter, shape: rate !== undefined };
      return Object.entries(said).flatMap(([key, isThere]) =>
        has(`networks.${network}.${key}`, isThere === true, `\`${key}\` on ${network}`),
      );
    }),
    ...has('dns', container.resolver !== undefined, '`dns`, `dns_search` and `dns_opt`'),
    ...has('links', links.length > 0, 'point-to-point `links`'),
    ...has(
      'volumes',
      container.mounts.some(each => each.type === 'volume'),
      'named volumes',
    ),
    ...has('configs', container.files.length > 0, '`configs` and `secrets`'),
    ...has('ports', container.ports.length > 0, 'published `ports`'),
    ...has(
      'devices',
      container.devices.length > 0,
      '`devices`: see lxc.mount.entry and lxc.cgroup2.devices.allow',
    ),
    ...has('limits.io', container.limits.io !== undefined, '`limits.io`: see lxc.cgroup2.io.max'),
    ...has('domainname', container.domainname !== undefined, '`domainname`'),
    ...has('extra_hosts', container.extraHosts.length > 0, '`extra_hosts`'),
    ...has('healthcheck', container.healthcheck !== undefined, '`healthcheck`'),
    ...has('restart', container.restart.policy !== 'no', '`restart`'),
    ...has('depends_on', container.dependsOn.length > 0, '`depends_on`: see lxc.start.order'),
    ...has('labels', Object.keys(container.labels).length > 0, '`labels`'),
  ];
}
