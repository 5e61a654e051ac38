/** The grammar of LXC's configuration files: a key and a value a line, comments on lines of their own, includes. */
import { dirname, resolve } from 'node:path';
import { isLxcPolicy } from '../../model/parse-lxc-policy.js';
import { type Diagnostic, quote, type SourceRange, SpecFailure } from '../../spec/diagnostic.js';
import type { Source } from '../translation.js';

export interface Entry {
  key: string;
  value: string;
  /** The whole line. */
  range: SourceRange;
}

const deepestInclude = 16;

/**
 * All entries with those of included files in their places. A file that is named and not there is a warning: LXC's own
 * directories are not on every host that a configuration is read on.
 *
 * @throws SpecFailure with every line that is none of LXC's
 */
export function readEntries(source: Source, remarks: Diagnostic[]): Entry[] {
  const wrong: Diagnostic[] = [];
  const foreign: Diagnostic[] = [];
  const entries = read(source.file, source.text, []);
  if (wrong.length > 0) throw new SpecFailure(wrong, 65);
  if (entries.length === 0 && foreign.length > 0) throw new SpecFailure([notOfLxc(foreign[0]!, source)], 65);
  remarks.push(...foreign);
  return entries;

  function read(file: string, text: string, chain: readonly string[]): Entry[] {
    return text.split(/\r?\n/).flatMap((line, index): Entry[] => {
      const trimmed = line.trim();
      if (trimmed === '' || trimmed.startsWith('#')) return [];
      const column = line.indexOf(trimmed) + 1;
      const range = { file, line: index + 1, column, endColumn: column + trimmed.length };
      if (!trimmed.startsWith('lxc.')) {
        foreign.push({
          code: 'remark',
          severity: 'warning',
          message: `${quote(trimmed)} does not begin with lxc.: LXC passes over it, and so does this`,
          range,
        });
        return [];
      }
      const match = /^(lxc\.[^\s=]+)\s*=\s*(.*)$/.exec(trimmed);
      if (!match) {
        wrong.push({
          code: 'syntax',
          severity: 'error',
          message: `${quote(trimmed)} is not KEY = VALUE`,
          range,
        });
        return [];
      }
      const entry = { key: match[1]!, value: unquoted(match[2]!), range };
      return entry.key === 'lxc.include' && entry.value !== '' ? included(entry, [...chain, file]) : [entry];
    });
  }

  function included(entry: Entry, chain: readonly string[]): Entry[] {
    const { value, range } = entry;
    const path = resolve(chain[0]!.startsWith('/') ? dirname(range.file) : '/', value);
    const refuse = (message: string) =>
      void remarks.push({ code: 'remark', severity: 'warning', message, range });
    if (chain.includes(path) || chain.length > deepestInclude) {
      refuse(`the include of ${path} goes in a circle: left out`);
      return [];
    }
    const listed = source.listFiles(path);
    const files =
      value.endsWith('/') || listed.length > 0 ? listed.filter(each => each.endsWith('.conf')) : [path];
    return files.flatMap(each => {
      const text = source.readFile(each);
      if (text !== null) return read(each, text, chain);
      refuse(`${each} is not there: what it says is not in the spec`);
      // It may have said what the container must not do, so it is not forgotten.
      return [entry];
    });
  }
}

/** As LXC takes quotation marks off: one pair around all. */
function unquoted(value: string): string {
  const match = /^(["'])(.*)\1$/.exec(value);
  return match ? match[2]! : value;
}

/** Nothing in it is a key of LXC. */
function notOfLxc({ message: _, ...first }: Diagnostic, { text }: Source): Diagnostic {
  return {
    ...first,
    code: 'syntax',
    severity: 'error',
    message: 'this is not a configuration of LXC: no line of it begins with lxc.',
    hint: isLxcPolicy(text)
      ? 'a policy of system calls goes with `seccomp: ./FILE` of a container'
      : 'give a file such as /var/lib/lxc/NAME/config',
  };
}
