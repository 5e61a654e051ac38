/** LXC's tools by name, each loaded when it is called. */
import type { LxcCommand } from './command.js';

export const lxcCommands: Readonly<Record<string, () => Promise<LxcCommand>>> = {
  'lxc-attach': async () => (await import('./commands/attach.js')).command,
  'lxc-autostart': async () => (await import('./commands/autostart.js')).command,
  'lxc-cgroup': async () => (await import('./commands/cgroup.js')).command,
  'lxc-checkconfig': async () => (await import('./commands/checkconfig.js')).command,
  'lxc-config': async () => (await import('./commands/config.js')).command,
  'lxc-console': async () => (await import('./commands/console.js')).command,
  'lxc-create': async () => (await import('./commands/create.js')).command,
  'lxc-destroy': async () => (await import('./commands/destroy.js')).command,
  'lxc-execute': async () => (await import('./commands/execute.js')).command,
  'lxc-freeze': async () => (await import('./commands/freeze.js')).command,
  'lxc-info': async () => (await import('./commands/info.js')).command,
  'lxc-kill': async () => (await import('./commands/kill.js')).command,
  'lxc-ls': async () => (await import('./commands/ls.js')).command,
  'lxc-monitor': async () => (await import('./commands/monitor.js')).command,
  'lxc-priority': async () => (await import('./commands/priority.js')).command,
  'lxc-ps': async () => (await import('./commands/ps.js')).command,
  'lxc-snapshot': async () => (await import('./commands/snapshot.js')).command,
  'lxc-start': async () => (await import('./commands/start.js')).command,
  'lxc-stop': async () => (await import('./commands/stop.js')).command,
  'lxc-top': async () => (await import('./commands/top.js')).command,
  'lxc-unfreeze': async () => (await import('./commands/unfreeze.js')).command,
  'lxc-unshare': async () => (await import('./commands/unshare.js')).command,
  'lxc-usernsexec': async () => (await import('./commands/usernsexec.js')).command,
  'lxc-wait': async () => (await import('./commands/wait.js')).command,
};
