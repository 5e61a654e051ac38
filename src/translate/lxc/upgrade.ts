/** Keys of LXC 1 and 2 under their names of LXC 3 and later, by the table of lxc-update-config. */
import type { Entry } from './entries.js';

const renamed: Record<string, string> = {
  'lxc.aa_allow_incomplete': 'lxc.apparmor.allow_incomplete',
  'lxc.aa_profile': 'lxc.apparmor.profile',
  'lxc.console': 'lxc.console.path',
  'lxc.devttydir': 'lxc.tty.dir',
  'lxc.haltsignal': 'lxc.signal.halt',
  'lxc.id_map': 'lxc.idmap',
  'lxc.init_cmd': 'lxc.init.cmd',
  'lxc.init_gid': 'lxc.init.gid',
  'lxc.init_uid': 'lxc.init.uid',
  'lxc.logfile': 'lxc.log.file',
  'lxc.loglevel': 'lxc.log.level',
  'lxc.mount': 'lxc.mount.fstab',
  'lxc.pts': 'lxc.pty.max',
  'lxc.rebootsignal': 'lxc.signal.reboot',
  'lxc.rootfs': 'lxc.rootfs.path',
  'lxc.se_context': 'lxc.selinux.context',
  'lxc.seccomp': 'lxc.seccomp.profile',
  'lxc.stopsignal': 'lxc.signal.stop',
  'lxc.syslog': 'lxc.log.syslog',
  'lxc.tty': 'lxc.tty.max',
  'lxc.utsname': 'lxc.uts.name',
};

/** LXC took them out because nobody needs them. */
const dropped = ['lxc.kmsg', 'lxc.pivotdir'];

const renamedOfNic: Record<string, string> = { ipv4: 'ipv4.address', ipv6: 'ipv6.address' };

/**
 * In today's keys, in the same order. Each `lxc.network.type` begins an interface, and the `lxc.network.` keys after it
 * belong to that one. A `lxc.net.N.type` for an N that has a type already begins one as well: LXC would mix the two,
 * and its own example lxc-complex.conf means three.
 */
export function upgrade(entries: readonly Entry[]): Entry[] {
  const nics = new NicNumbers();
  const result: Entry[] = [];
  let backend: string | undefined;
  for (const entry of entries) {
    const { key, value } = entry;
    if (dropped.includes(key)) continue;
    if (key === 'lxc.rootfs.backend') backend = value;
    else if (/^lxc\.net(work)?(\.|$)/.test(key)) result.push({ ...entry, key: nics.today(key) });
    else if (/^lxc\.limit(\.|$)/.test(key))
      result.push({ ...entry, key: key.replace('lxc.limit', 'lxc.prlimit') });
    else result.push({ ...entry, key: renamed[key] ?? key });
  }
  if (backend === undefined) return result;
  return result.map(each =>
    each.key === 'lxc.rootfs.path' && !/^[a-z]+:/.test(each.value)
      ? { ...each, value: `${backend}:${each.value}` }
      : each,
  );
}

/** Which interface a key is about, counted from 0 without gaps in the order in which they begin. */
class NicNumbers {
  private readonly numbers = new Map<string, number>();
  private readonly typed = new Set<string>();
  private count = 0;
  /** The interface of `lxc.network.` keys without a number. */
  private latest = 'v1 0';

  today(key: string): string {
    const match = /^lxc\.net(?:work)?(?:\.(\d+))?(?:\.(.+))?$/.exec(key)!;
    const [, index, given] = match;
    if (given === undefined) return key;
    const name = renamedOfNic[given] ?? given;
    if (index === undefined && name === 'type') this.latest = `v1 ${this.count}`;
    const group = index ?? this.latest;
    if (name === 'type' && this.typed.has(group)) this.numbers.delete(group);
    if (name === 'type') this.typed.add(group);
    let number = this.numbers.get(group);
    if (number === undefined) {
      number = this.count++;
      this.numbers.set(group, number);
    }
    return `lxc.net.${number}.${name}`;
  }
}
