/** A container's hooks for its launch plan: which programs with LXC's arguments and variables. */
import { existsSync } from 'node:fs';
import { hookEvents } from '../model/hooks.js';
import type { Container } from '../model/project.js';
import type { HookLaunch, LaunchPlan } from '../native/launch-plan.js';
import type { Session } from './session.js';

/** Where LXC has the root while it makes one; scripts that do not ask LXC_ROOTFS_MOUNT know it as well. */
const lxcPlaces = [
  '/usr/lib/x86_64-linux-gnu/lxc/rootfs',
  '/usr/lib/aarch64-linux-gnu/lxc/rootfs',
  '/usr/lib/lxc/rootfs',
];

/** Everywhere, and for everybody to enter. */
const anyPlace = '/proc';

export function launchHooks(
  container: Container,
  session: Session,
): Pick<LaunchPlan, 'hooks' | 'hookVersion' | 'rootPlace' | 'insideHooks'> {
  const { commands, version } = container.hooks;
  const fromOutside = commands['mount'] !== undefined || commands['autodev'] !== undefined;
  const mounted = lxcPlaces.find(each => existsSync(each)) ?? '/mnt';
  const common = variablesOf(container, session, mounted);
  const hooks = hookEvents.flatMap((event): HookLaunch[] => {
    if (event === 'clone') return [];
    const environment =
      version === 0 ? common : [...common, `LXC_HOOK_TYPE=${event}`, 'LXC_HOOK_SECTION=lxc'];
    const words = version === 0 ? [container.name, 'lxc', event] : [];
    return (commands[event] ?? []).map(argv => ({ event, argv: [...argv, ...words], environment }));
  });
  const insideHooks = container.insideHooks.map(each => ({
    beforeStop: each.event === 'pre_stop',
    argv: each.command,
    environment: Object.entries(each.environment).map(([name, value]) => `${name}=${value}`),
    user: each.user ?? '',
    workingDirectory: each.workingDir ?? '',
    privileged: each.privileged,
  }));
  return { hooks, hookVersion: version, rootPlace: fromOutside ? mounted : anyPlace, insideHooks };
}

/** What a hook knows of its container, as LXC tells it; the last one of a name wins. */
function variablesOf(container: Container, session: Session, mounted: string): string[] {
  const { source, path } = container.rootfs;
  const [file] = session.project.files;
  const variables = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    LXC_NAME: container.name,
    ...(file !== undefined && { LXC_CONFIG_FILE: file }),
    LXC_ROOTFS_MOUNT: mounted,
    LXC_ROOTFS_PATH: source === 'host' ? '/' : path!,
    LXC_CGNS_AWARE: '1',
    // LXC's own default: scripts pass it on to LXC's programs.
    LXC_LOG_LEVEL: 'ERROR',
    LXC_HOOK_VERSION: String(container.hooks.version),
    LXC_COMPOSE_PROJECT: session.projectName,
    LXC_COMPOSE_SERVICE: container.service,
    ...container.hooks.environment,
  };
  return Object.entries(variables).map(([name, value]) => `${name}=${value}`);
}
