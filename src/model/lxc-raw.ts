/**
 * Keys of LXC's configuration that a spec carries along under `lxc_raw`. Most of them ask for something that is not done
 * here, so a container with one is not brought up. These ask for nothing that would be missed.
 */
const harmless: readonly RegExp[] = [
  // What every container has here in a form of our own.
  /^lxc\.(tty|pty|console|log|monitor)\./,
  /^lxc\.autodev(\.tmpfs\.size)?$/,
  /^lxc\.arch$/,
  // How LXC keeps and starts it, not what it is.
  /^lxc\.(start|group)(\.|$)/,
  /^lxc\.hook\.(clone|version|destroy)$/,
  /^lxc\.(signal\.stop|rootfs\.(mount|managed)|cgroup\.(dir|relative).*)$/,
];

/** True when a container may run without what the key asks for. @param value of the key */
export function isHarmless(key: string, values: readonly string[]): boolean {
  if (key === 'lxc.apparmor.profile')
    return values.every(each => each === 'unconfined' || each === 'unchanged');
  if (key === 'lxc.autodev') return values.every(each => each === '1');
  if (key === 'lxc.mount.auto') return values.every(each => each.split(/\s+/).every(isMountedAnyway));
  if (/^lxc\.cgroup2?\.devices\.allow$/.test(key)) return values.every(each => useless.includes(each));
  if (key === 'lxc.mount.entry') return values.every(isMountNeedless);
  return harmless.some(each => each.test(key));
}

/**
 * Rights of LXC's common.conf that nothing can be done with here: to make nodes that cannot be used, to a console that a
 * container without one does not have, and to /dev/fuse, which `devices` gives with its node.
 */
const useless = ['c *:* m', 'b *:* m', 'c 5:1 rwm', 'c 10:229 rwm'];

/** Parts of /sys and /proc that LXC goes on without, and the queues of messages that every container has here. */
function isMountNeedless(entry: string): boolean {
  return (
    /^(\/?sys|\/?proc)\S*\s+\S+\s+\S+\s+\S*\boptional\b/.test(entry) ||
    /^mqueue\s+\/?dev\/mqueue\s+mqueue\s/.test(entry)
  );
}

/** /proc and /sys, with what would change the host read-only. LXC leaves cgroups to the container's init itself. */
function isMountedAnyway(word: string): boolean {
  return /^(proc(:mixed)?|sys(:mixed|:ro)?|cgroup(-full)?(:mixed|:ro|:rw)?)$/.test(word);
}
