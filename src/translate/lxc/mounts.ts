/** Lines of fstab(5), from `lxc.mount.entry` and from the file that `lxc.mount.fstab` names. */
import { posix } from 'node:path';
import type { YamlValue } from '../../spec/print/yaml.js';
import type { Source } from '../translation.js';
import type { Bag } from './bag.js';
import type { Entry } from './entries.js';
import { bytesOf } from './limits.js';
import { literal } from './process.js';

export interface Mounts {
  volumes: YamlValue[];
  tmpfs: YamlValue[];
}

/** Options that ask for what is so anyway. */
const implied = ['rw', 'nosuid', 'nodev', 'create=dir', 'create=file', 'defaults', 'private', 'rprivate'];
/** LXC's own place for the root while it makes one: some targets begin with it. */
const places = ['/usr/lib/lxc/rootfs', '/usr/lib/x86_64-linux-gnu/lxc/rootfs'];
/** These, and what they are in, give the container control of the host. */
const forbiddenSources =
  /^\/((proc|sys|run\/lxc-compose|var\/lib\/lxc-compose)(\/.*)?|run|var|var\/lib|dev(\/.*)?)?$/;

/** @param root directory of the root file system; undefined = the host's */
export function mountsOf(bag: Bag, source: Source, root: string | undefined): Mounts {
  takeFstab(bag, source);
  const mounts: Mounts = { volumes: [], tmpfs: [] };
  const roots = [root, bag.valueOf('lxc.rootfs.mount'), ...places].filter(each => each !== undefined);
  const targets = new Set<string>();
  bag.some('lxc.mount.entry', (value, entry) => {
    const [from, given, type, options = 'defaults'] = value.trim().split(/\s+/).map(unescaped);
    if (from === undefined || given === undefined || type === undefined) return undefined;
    const target = root === undefined ? posix.resolve('/', given) : insideOf(given, roots);
    if (target === undefined) {
      bag.remark(entry, `LXC passes over a mount at ${given}, outside of the root file system: left out`);
      return true;
    }
    const words = options.split(',').filter(each => !implied.includes(each));
    const mount = translate(
      from,
      target,
      type,
      words.filter(each => each !== 'optional'),
    );
    // LXC lays one over the other; here each place is mounted once.
    if (!mount || targets.has(target)) return undefined;
    targets.add(target);
    if (words.includes('optional'))
      bag.remark(entry, `LXC goes on without ${from} when it is not there: here it has to be`);
    if (typeof mount === 'string') mounts.tmpfs.push(mount);
    else mounts.volumes.push(mount);
    return true;
  });
  return mounts;
}

/** Its lines are entries like those of the configuration. */
function takeFstab(bag: Bag, { readFile }: Source): void {
  bag.some('lxc.mount.fstab', (path, entry) => {
    const text = readFile(path);
    if (text === null) return undefined;
    const lines: Entry[] = [];
    for (const [index, line] of text.split(/\r?\n/).entries()) {
      const trimmed = line.trim();
      if (trimmed === '' || trimmed.startsWith('#')) continue;
      const range = { file: path, line: index + 1, column: line.indexOf(trimmed) + 1 };
      lines.push({
        key: 'lxc.mount.entry',
        value: trimmed,
        range: path.startsWith('/') ? range : entry.range,
      });
    }
    // LXC mounts them before the entries of the configuration.
    bag.putBefore('lxc.mount.entry', lines, entry);
    return true;
  });
}

/** A volume in the long form, a tmpfs as a text; undefined for what has neither form. */
function translate(
  source: string,
  inside: string,
  type: string,
  words: string[],
): Record<string, YamlValue> | string | undefined {
  // Nothing may be mounted there here.
  if (/^\/((proc|sys)(\/.*)?|dev)?$/.test(inside) || /[\0-\x1f\x7f]/.test(source + inside)) return undefined;
  if (type === 'tmpfs') return tmpfs(inside, words);
  const recursive = words.includes('rbind');
  if (!source.startsWith('/') || !(recursive || words.includes('bind'))) return undefined;
  if (words.some(each => !['bind', 'rbind', 'ro'].includes(each))) return undefined;
  const from = posix.normalize(source).replace(/(.)\/$/, '$1');
  if (forbiddenSources.test(from)) return undefined;
  return {
    type: 'bind',
    source: literal(from),
    target: literal(inside),
    ...(words.includes('ro') && { read_only: true }),
    ...(!recursive && { bind: { recursive: false } }),
  };
}

/** LXC takes the root off an absolute target, and has no use for others. */
function insideOf(target: string, roots: string[]): string | undefined {
  if (!target.startsWith('/')) return posix.resolve('/', target);
  const root = roots.find(each => target === each || target.startsWith(`${each}/`));
  return root === undefined ? undefined : posix.resolve('/', `.${target.slice(root.length)}`);
}

/** Sizes in bytes and modes in four digits, however they are written. */
function tmpfs(target: string, words: string[]): string | undefined {
  const options = words.map(word => {
    const [, key, value] = /^(size|mode)=(\w+)$/.exec(word) ?? [];
    if (word === 'ro') return word;
    if (key === 'mode' && /^[0-7]{3,4}$/.test(value!)) return `mode=${value!.padStart(4, '0')}`;
    const size = key === 'size' ? bytesOf(value!) : undefined;
    return size === undefined ? undefined : `size=${size}`;
  });
  if (options.some(each => each === undefined)) return undefined;
  return literal([target, ...(options.length > 0 ? [options.join(',')] : [])].join(':'));
}

/** fstab(5) writes blanks as `\040`. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
