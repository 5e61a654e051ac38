/** Keys of LXC 1 and 2 under their names of LXC 3 and later, by the table of lxc-update-config. */
import type { Diagnostic } from '../../spec/diagnostic.js';
import type { Entry } from './entries.js';

/** Keys that only their name has changed of. */
export const renamedKeys: Record<string, string> = {
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
export const droppedKeys = ['lxc.kmsg', 'lxc.pivotdir'];

const renamedOfNic: Record<string, string> = { ipv4: 'ipv4.address', ipv6: 'ipv6.address' };

/**
 * In today's keys, in the same order. Each `lxc.network.type` begins an interface, and the `lxc.network.` keys after it
 * belong to that one. A `lxc.net.N.type` for an N that has a type already begins one as well, because LXC's own example
 * lxc-complex.conf means three. LXC itself makes one: LXC 3 mixes them, and later ones forget at each type what was said
 * of that N before. So it is told wherever the spec says more than LXC does.
 */
export function upgrade(entries: readonly Entry[], remarks: Diagnostic[]): Entry[] {
  const nics = new NicNumbers();
  const ofNics = new Map<Entry, NicKey>();
  for (const entry of entries.filter(each => /^lxc\.net(work)?(\.|$)/.test(each.key))) {
    const found = nics.read(entry);
    if (!found) continue;
    ofNics.set(entry, found);
    if (found.forgotten === undefined) continue;
    const message = `LXC forgets here what was said of interface ${found.forgotten} before: the spec keeps it`;
    const hint = 'remove the lines before this one if LXC’s reading is meant';
    remarks.push({ code: 'remark', severity: 'warning', message, hint, range: entry.range });
  }
  const result: Entry[] = [];
  let backend: string | undefined;
  for (const entry of entries) {
    const { key, value } = entry;
    if (droppedKeys.includes(key)) {
      const message = `${key} has no meaning since LXC 3: it is left out`;
      remarks.push({ code: 'remark', severity: 'warning', message, range: entry.range });
    } else if (key === 'lxc.rootfs.backend') backend = value;
    else if (ofNics.has(entry)) {
      const { group, name } = ofNics.get(entry)!;
      const number = nics.numberOf(group);
      if (number >= 0) result.push({ ...entry, key: `lxc.net.${number}.${name}` });
    } else if (/^lxc\.limit(\.|$)/.test(key))
      result.push({ ...entry, key: key.replace('lxc.limit', 'lxc.prlimit') });
    else result.push({ ...entry, key: renamedKeys[key] ?? key });
  }
  if (backend === undefined) return result;
  return result.map(each =>
    each.key === 'lxc.rootfs.path' && !/^[a-z]+:/.test(each.value)
      ? { ...each, value: `${backend}:${each.value}` }
      : each,
  );
}

/** Which interface a key is about: counted from 0 without gaps, by number, and for one number in order. */
class NicNumbers {
  /** The group that each number (or `''`, for keys without one) stands for at this place of the file. */
  private readonly current = new Map<string, Group>();
  private groups: Group[] = [];

  /** The key with its group in the place of the number, until all groups are known. */
  read({ key, value }: Entry): NicKey | undefined {
    const match = /^lxc\.net(?:work)?(?:\.(\d+))?(?:\.(.+))?$/.exec(key);
    if (!match) return undefined;
    const [, index = '', given = ''] = match;
    if (value === '' && (given === '' || given === 'type')) this.forget(index);
    if (value === '' || given === '') return this.found(index, given);
    const name = renamedOfNic[given] ?? given;
    let group = this.current.get(index);
    const forgotten = name === 'type' && index !== '' && group ? index : undefined;
    if (!group || (name === 'type' && (group.typed || index === ''))) {
      group = { order: index === '' ? this.groups.length : Number(index), typed: false };
      this.current.set(index, group);
      this.groups.push(group);
    }
    if (name === 'type') group.typed = true;
    return { group, name, ...(forgotten !== undefined && { forgotten }) };
  }

  /** An empty `lxc.net` takes all interfaces back, an empty `lxc.net.N` or `lxc.net.N.type` that one. */
  private forget(index: string): void {
    this.groups = this.groups.filter(each => index !== '' && each !== this.current.get(index));
    if (index === '') this.current.clear();
    else this.current.delete(index);
  }

  /** What an empty value is about, if that is still there. */
  private found(index: string, given: string): NicKey | undefined {
    const group = this.current.get(index);
    return group && given !== '' ? { group, name: renamedOfNic[given] ?? given } : undefined;
  }

  /** -1 for one that was taken back. */
  numberOf(group: Group): number {
    // Sorting keeps the order of those with one number.
    return [...this.groups].sort((left, right) => left.order - right.order).indexOf(group);
  }
}

interface Group {
  order: number;
  typed: boolean;
}

interface NicKey {
  group: Group;
  name: string;
  /** The number whose keys before this one LXC forgets. */
  forgotten?: string;
}
