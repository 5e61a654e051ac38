/** Lines of fstab(5), from `lxc.mount.entry` and from the file that `lxc.mount.fstab` names. */
import { posix } from 'node:path';
import type { YamlValue } from '../../spec/print/yaml.js';
import type { Source } from '../translation.js';
import type { Bag } from './bag.js';
import { bytesOf } from './limits.js';
import { literal } from './process.js';

export interface Mounts {
  volumes: YamlValue[];
  tmpfs: YamlValue[];
}

/** Options that ask for what is so anyway. */
const implied = ['rw', 'nosuid', 'nodev', 'create=dir', 'create=file', 'defaults', 'relative'];

export function mountsOf(bag: Bag, source: Source): Mounts {
  takeFstab(bag, source);
  const mounts: Mounts = { volumes: [], tmpfs: [] };
  bag.some('lxc.mount.entry', value => {
    const mount = translate(value);
    if (!mount) return undefined;
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
    for (const [index, line] of text.split(/\r?\n/).entries()) {
      const trimmed = line.trim();
      if (trimmed === '' || trimmed.startsWith('#')) continue;
      const range = { file: path, line: index + 1, column: line.indexOf(trimmed) + 1 };
      bag.putBack({
        key: 'lxc.mount.entry',
        value: trimmed,
        range: path.startsWith('/') ? range : entry.range,
      });
    }
    return true;
  });
}

/** A volume in the long form, a tmpfs as a text; undefined for what has neither form. */
function translate(line: string): Record<string, YamlValue> | string | undefined {
  const [source, target, type, options = 'defaults'] = line.split(/\s+/).map(unescaped);
  if (source === undefined || target === undefined || type === undefined) return undefined;
  const inside = posix.resolve('/', target);
  const words = options.split(',').filter(each => !implied.includes(each));
  if (type === 'tmpfs') return tmpfs(inside, words);
  const recursive = words.includes('rbind');
  if (!source.startsWith('/') || !(recursive || words.includes('bind'))) return undefined;
  if (words.some(each => !['bind', 'rbind', 'ro'].includes(each))) return undefined;
  // Nothing may be mounted there here.
  if (/^\/((proc|sys)(\/.*)?|dev)?$/.test(inside) || /^\/(proc|sys)(\/|$)/.test(source)) return undefined;
  return {
    type: 'bind',
    source: literal(source),
    target: literal(inside),
    ...(words.includes('ro') && { read_only: true }),
    ...(!recursive && { bind: { recursive: false } }),
  };
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
