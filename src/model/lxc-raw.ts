/**
 * Keys of LXC's configuration that a spec carries along under `lxc_raw`. Most of them ask for something that is not done
 * here, so a container with one is not brought up. These ask for nothing that would be missed.
 */
const harmless: readonly RegExp[] = [
  // What every container has here in a form of our own.
  /^lxc\.(tty|pty|console|log|monitor)\./,
  /^lxc\.mount\.auto$/,
  /^lxc\.autodev(\.tmpfs\.size)?$/,
  /^lxc\.arch$/,
  /^lxc\.cgroup2?\.devices\.(allow|deny)$/,
  // How LXC keeps and starts it, not what it is.
  /^lxc\.(start|group)(\.|$)/,
  /^lxc\.hook\.(clone|version|destroy)$/,
  /^lxc\.(signal\.(stop|reboot)|rootfs\.(mount|managed)|cgroup\.(dir|relative).*)$/,
];

/** True when a container may run without what the key asks for. @param value of the key */
export function isHarmless(key: string, values: readonly string[]): boolean {
  if (key === 'lxc.apparmor.profile')
    return values.every(each => each === 'unconfined' || each === 'unchanged');
  if (key === 'lxc.autodev') return values.every(each => each === '1');
  if (key === 'lxc.mount.entry') return values.every(each => /,optional\b|\boptional,/.test(each));
  return harmless.some(each => each.test(key));
}
