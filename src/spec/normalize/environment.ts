/** Environment variables of a container: its files, then what it names itself. */
import { isAbsolute, resolve } from 'node:path';
import { DotenvError, parseDotenv, parseRawEnvironment } from '../dotenv/dotenv.js';
import type { Path } from '../node.js';
import type { RawContainer, RawEnvironmentFile } from '../raw.js';
import { GrammarError } from '../values/grammar-error.js';
import { parseArgument, parseVariableName } from '../values/names.js';
import { type Context, itemsOf } from './context.js';
import { pairsOf } from './pairs.js';

export function normalizeEnvironment(
  raw: RawContainer,
  path: Path,
  context: Context,
): Record<string, string> {
  const { findings } = context;
  const result = new Map<string, string>();
  for (const [file, at] of filesOf(raw.env_file, [...path, 'env_file'])) {
    for (const [key, value] of readEnvironmentFile(file, at, context)) result.set(key, value);
  }
  for (const [key, given, at] of pairsOf(raw.environment, [...path, 'environment'], context)) {
    const name = findings.read(at, key, parseVariableName, true);
    const value = given ?? context.lookup(key);
    if (name === undefined || value === undefined) continue;
    const text = findings.read(at, value, parseArgument);
    if (text !== undefined) result.set(name, text);
  }
  return Object.fromEntries(result);
}

function filesOf(raw: RawContainer['env_file'], path: Path): [RawEnvironmentFile, Path][] {
  if (typeof raw === 'string') return [[{ path: raw }, path]];
  return [...itemsOf(raw, path)].map(([each, at]) => [typeof each === 'string' ? { path: each } : each, at]);
}

function readEnvironmentFile(file: RawEnvironmentFile, path: Path, context: Context): Map<string, string> {
  const { findings, lookup, directory } = context;
  const none = new Map<string, string>();
  if (file.path === undefined) return none;
  const absolute = isAbsolute(file.path) ? file.path : resolve(directory, file.path);
  return (
    findings.read(path, file.path, () => {
      const text = context.readFile(absolute);
      if (text === null) {
        if (file.required === false) return none;
        throw new GrammarError('is not there', `make ${absolute}, or set \`required: false\``);
      }
      try {
        if (file.format === 'raw') return parseRawEnvironment(text, lookup);
        return parseDotenv(text, lookup, name => findings.warning(path, unset(name)));
      } catch (error) {
        if (error instanceof DotenvError) throw new GrammarError(`line ${error.line}: ${error.message}`);
        throw error;
      }
    }) ?? none
  );
}

function unset(name: string): string {
  return `The "${name}" variable is not set. Defaulting to a blank string.`;
}
