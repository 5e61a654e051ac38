/** The grammar of LXC's configuration files: a key and a value a line, comments on lines of their own, includes. */
import { dirname, resolve } from 'node:path';
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
  const entries = read(source.file, source.text, []);
  if (wrong.length > 0) throw new SpecFailure(wrong, 65);
  return entries;

  function read(file: string, text: string, chain: readonly string[]): Entry[] {
    return text.split(/\r?\n/).flatMap((line, index): Entry[] => {
      const trimmed = line.trim();
      if (trimmed === '' || trimmed.startsWith('#')) return [];
      const column = line.indexOf(trimmed) + 1;
      const range = { file, line: index + 1, column, endColumn: column + trimmed.length };
      const match = /^([A-Za-z0-9_.-]+)\s*=\s*(.*)$/.exec(trimmed);
      if (!match) {
        wrong.push({
          code: 'syntax',
          severity: 'error',
          message: `${quote(trimmed)} is not KEY = VALUE`,
          range,
          ...hintFor(text),
        });
        return [];
      }
      const entry = { key: match[1]!, value: unquoted(match[2]!), range };
      return entry.key === 'lxc.include' ? included(entry, [...chain, file]) : [entry];
    });
  }

  function included({ value, range }: Entry, chain: readonly string[]): Entry[] {
    const path = resolve(chain[0]!.startsWith('/') ? dirname(range.file) : '/', value);
    const refuse = (message: string) =>
      void remarks.push({ code: 'remark', severity: 'warning', message, range });
    if (chain.includes(path) || chain.length > deepestInclude) {
      refuse(`the include of ${path} goes in a circle: left out`);
      return [];
    }
    const files = value.endsWith('/')
      ? source.listFiles(path).filter(each => each.endsWith('.conf'))
      : [path];
    return files.flatMap(each => {
      const text = source.readFile(each);
      if (text !== null) return read(each, text, chain);
      refuse(`${each} is not there: what it says is not in the spec`);
      return [];
    });
  }
}

/** As LXC takes quotation marks off: one pair around all. */
function unquoted(value: string): string {
  const match = /^(["'])(.*)\1$/.exec(value);
  return match ? match[2]! : value;
}

function hintFor(text: string): { hint?: string } {
  return /^\s*[12]\s*$/m.test(text.split('\n')[0] ?? '')
    ? { hint: 'a policy of system calls goes with `seccomp: ./FILE` of a container' }
    : {};
}
