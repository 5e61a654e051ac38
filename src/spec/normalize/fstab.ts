/** A file of mounts in the form of fstab(5), as LXC's lxc.mount.fstab names one. */
import type { Mount } from '../../model/project.js';
import type { Path } from '../node.js';
import type { RawContainer } from '../raw.js';
import { GrammarError } from '../values/grammar-error.js';
import { parseMode } from '../values/mode.js';
import { parseInsidePath, resolveHostPath } from '../values/path.js';
import { parseSize } from '../values/size.js';
import type { Context } from './context.js';

/** Options that ask for what is so anyway. */
const implied = [
  'defaults',
  'rw',
  'nosuid',
  'nodev',
  'create=dir',
  'create=file',
  'private',
  'rprivate',
  'relative',
];

/** Bind mounts and tmpfs in the file's order. */
export function fstabMounts(raw: RawContainer, path: Path, context: Context): [Mount, Path][] {
  const { fstab } = raw;
  if (fstab === undefined) return [];
  const { findings, directory, lookup, readFile } = context;
  const at = [...path, 'fstab'];
  const text = findings.read(at, fstab, given => {
    const content = readFile(resolveHostPath(given, directory, lookup('HOME')));
    if (content === null)
      throw new GrammarError('is not there', 'paths start from the directory of the spec');
    return content;
  });
  return (text ?? '').split(/\r?\n/).flatMap((line, index): [Mount, Path][] => {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) return [];
    try {
      const mount = mountOf(trimmed, context);
      return mount ? [[mount, at]] : [];
    } catch (error) {
      if (!(error instanceof GrammarError)) throw error;
      findings.error('invalid-value', at, `line ${index + 1} of "${fstab}" ${error.message}`);
      return [];
    }
  });
}

function mountOf(line: string, context: Context): Mount | undefined {
  const [source, place, type, options = 'defaults'] = line.split(/\s+/).map(unescaped);
  if (source === undefined || place === undefined || type === undefined)
    throw new GrammarError('has fewer than three fields');
  const target = parseInsidePath(place.startsWith('/') ? place : `/${place}`);
  const words = options.split(',').filter(each => !implied.includes(each));
  if (type === 'tmpfs') return tmpfsOf(target, words);
  const known = ['bind', 'rbind', 'ro', 'optional'];
  const foreign = words.find(each => !known.includes(each));
  if (foreign !== undefined) throw new GrammarError(`has the option "${foreign}", which is not supported`);
  if (!words.includes('bind') && !words.includes('rbind'))
    throw new GrammarError(`is neither a bind mount nor a tmpfs: ${type}`);
  const from = resolveHostPath(source, context.directory, context.lookup('HOME'));
  if (words.includes('optional') && !isThere(from, context)) return undefined;
  return {
    type: 'bind',
    source: from,
    target,
    readOnly: words.includes('ro'),
    recursive: words.includes('rbind'),
    createSource: false,
  };
}

function tmpfsOf(target: string, words: string[]): Mount {
  const mount: Mount = {
    type: 'tmpfs',
    source: '',
    target,
    readOnly: false,
    recursive: false,
    createSource: false,
  };
  for (const word of words) {
    const [, key, value] = /^(size|mode)=(.+)$/.exec(word) ?? [];
    if (word === 'ro') mount.readOnly = true;
    else if (key === 'size') mount.size = parseSize(value!);
    else if (key === 'mode') mount.mode = parseMode(value!);
    else if (word !== 'optional') throw new GrammarError(`has the option "${word}", which is not supported`);
  }
  return mount;
}

/** A directory cannot be read as a file, and is there. */
function isThere(path: string, { digestFile }: Context): boolean {
  try {
    return digestFile(path) !== null;
  } catch (error) {
    if (error instanceof GrammarError) return true;
    throw error;
  }
}

/** fstab(5) writes blanks as `\040`. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
