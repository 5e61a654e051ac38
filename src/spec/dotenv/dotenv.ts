/**
 * Files of environment variables, by compose-go's grammar: `K=V`, `K: V`, `export K=V`, comments, quotes over lines,
 * and interpolation except in single quotes.
 */
import { type Lookup, substitute, TemplateError } from '../interpolate/template.js';
import { expandEscapes } from './expand-escapes.js';

/** @param line the 1-based line of the file that is wrong */
export class DotenvError extends Error {
  constructor(
    message: string,
    readonly line: number,
  ) {
    super(message);
  }
}

const keyCharacters = /[\p{L}\p{N}_.\-[\]]*/uy;

/**
 * @param lookup values from outside: they fill a bare `K` and go before the file's own in interpolation
 * @param missing told of variables that are used and not set anywhere
 * @returns the variables in order of first definition; the last definition's value wins
 * @throws DotenvError
 */
export function parseDotenv(
  text: string,
  lookup: Lookup,
  missing: (name: string) => void,
): Map<string, string> {
  const source = text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
  const result = new Map<string, string>();
  let position = 0;
  while (true) {
    position = statementStart(source, position);
    if (position >= source.length) return result;
    const statement = position;
    const { key, next, hasValue } = readKey(source, statement);
    if (!hasValue) {
      const inherited = lookup(key);
      if (inherited !== undefined) result.set(key, inherited);
      position = next;
      continue;
    }
    const raw = readValue(source, next);
    position = raw.next;
    result.set(key, raw.literal ? raw.text : interpolate(raw.text, statement));
  }

  function interpolate(template: string, at: number): string {
    try {
      return substitute(template, name => lookup(name) ?? result.get(name), missing);
    } catch (error) {
      if (error instanceof TemplateError) throw new DotenvError(error.message, lineOf(source, at));
      throw error;
    }
  }
}

/** `format: raw`: everything after the first `=` is the value, as it stands. @throws DotenvError */
export function parseRawEnvironment(text: string, lookup: Lookup): Map<string, string> {
  const result = new Map<string, string>();
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    const separator = line.indexOf('=');
    const key = (separator < 0 ? line : line.slice(0, separator)).trim();
    if (key === '' || /\s/.test(key)) throw new DotenvError('a line must be NAME=VALUE', index + 1);
    const value = separator < 0 ? lookup(key) : line.slice(separator + 1);
    if (value !== undefined) result.set(key, value);
  }
  return result;
}

/** Skips blanks, empty lines, comments. */
function statementStart(source: string, from: number): number {
  let position = from;
  while (position < source.length) {
    if (/\s/.test(source[position]!)) position += 1;
    else if (source[position] === '#') position = endOfLine(source, position);
    else break;
  }
  return position;
}

function readKey(source: string, from: number): { key: string; next: number; hasValue: boolean } {
  const exported = /^export[ \t]+(?=[^=:\s])/.exec(source.slice(from, from + 16));
  const start = from + (exported ? exported[0].length : 0);
  keyCharacters.lastIndex = start;
  const key = keyCharacters.exec(source)![0];
  let next = start + key.length;
  while (source[next] === ' ' || source[next] === '\t') next += 1;
  const separator = source[next];
  const line = lineOf(source, start);
  if (key === '__proto__') throw new DotenvError(`variable name "${key}" is not allowed`, line);
  if (separator === '=' || separator === ':') {
    if (key === '') throw new DotenvError('a variable name is missing', line);
    return { key, next: next + 1, hasValue: true };
  }
  if (separator === undefined || separator === '\n' || separator === '#')
    return { key, next, hasValue: false };
  if (next > start + key.length) throw new DotenvError('a variable name cannot contain a space', line);
  throw new DotenvError(`unexpected character ${JSON.stringify(separator)} in variable name`, line);
}

function readValue(source: string, from: number): { text: string; literal: boolean; next: number } {
  let start = from;
  while (source[start] === ' ' || source[start] === '\t') start += 1;
  const mark = source[start];
  if (mark === '"' || mark === "'") return readQuoted(source, start, mark);
  const end = endOfLine(source, start);
  // A comment needs a blank before it: `123#x` is a value. The blank may be the one after the equals sign.
  const line = source.slice(from, end);
  const comment = /[ \t]#/.exec(line);
  return { text: (comment ? line.slice(0, comment.index) : line).trim(), literal: false, next: end };
}

function readQuoted(
  source: string,
  start: number,
  mark: string,
): { text: string; literal: boolean; next: number } {
  let end = start + 1;
  while (end < source.length && source[end] !== mark) end += source[end] === '\\' ? 2 : 1;
  if (end >= source.length) throw new DotenvError('a quotation mark is not closed', lineOf(source, start));
  const next = endOfLine(source, end);
  const rest = source.slice(end + 1, next).trim();
  if (rest !== '' && !rest.startsWith('#')) {
    throw new DotenvError('unexpected text after the closing quotation mark', lineOf(source, end));
  }
  const body = source.slice(start + 1, end);
  return mark === '"'
    ? { text: expandEscapes(body), literal: false, next }
    : { text: body.replaceAll("\\'", "'"), literal: true, next };
}

function endOfLine(source: string, from: number): number {
  const end = source.indexOf('\n', from);
  return end < 0 ? source.length : end;
}

function lineOf(source: string, position: number): number {
  return source.slice(0, position).split('\n').length;
}
