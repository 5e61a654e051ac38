/** Variables of `.env` or the files in its place; the process environment goes before them. */
import { join, resolve } from 'node:path';
import { ExitCode } from '../model/problem.js';
import { type Diagnostic, SpecFailure } from './diagnostic.js';
import { DotenvError, parseDotenv } from './dotenv/dotenv.js';
import type { Lookup } from './interpolate/template.js';
import type { Reader } from './reader.js';
import type { LoadRequest } from './request.js';

export interface EnvFile {
  /** Absolute. */
  path: string;
  /** May be absent. */
  optional: boolean;
}

export interface Variables {
  lookup: Lookup;
  /** The same for variables that hold a secret: the reader remembers no more than a hash of it. */
  lookupSecret: Lookup;
  warnings: Diagnostic[];
}

/** Variables for the spec of a request. @throws SpecFailure as `readVariables` */
export function readEnvFiles(request: LoadRequest, directory: string, reader: Reader): Variables {
  return readVariables(filesOf(request, directory, reader), name => reader.variable(name), reader);
}

/**
 * @param outer goes before the files
 * @throws SpecFailure for a file that was named and is not there, or that is not of the grammar
 */
export function readVariables(files: readonly EnvFile[], outer: Lookup, reader: Reader): Variables {
  const variables = new Map<string, string>();
  const warnings: Diagnostic[] = [];
  const lookup: Lookup = name => outer(name) ?? variables.get(name);
  const lookupSecret: Lookup = name => reader.secretVariable(name) ?? variables.get(name);
  for (const { path, optional } of files) {
    const text = reader.file(path);
    if (text === null) {
      if (optional) continue;
      throw failure(
        { code: 'no-spec', severity: 'error', message: `there is no env file ${path}` },
        ExitCode.noSpec,
      );
    }
    try {
      for (const [name, value] of parseDotenv(text, lookup, missing)) variables.set(name, value);
    } catch (error) {
      if (!(error instanceof DotenvError)) throw error;
      const range = { file: path, line: error.line, column: 1 };
      throw failure(
        { code: 'syntax', severity: 'error', message: error.message, range },
        ExitCode.invalidSpec,
      );
    }
    function missing(name: string): void {
      const message = `The "${name}" variable is not set. Defaulting to a blank string.`;
      warnings.push({
        code: 'remark',
        severity: 'warning',
        message,
        range: { file: path, line: 1, column: 1 },
      });
    }
  }
  return { lookup, lookupSecret, warnings };
}

function filesOf(request: LoadRequest, directory: string, reader: Reader): EnvFile[] {
  const named = request.envFiles ?? listOf(reader.variable('LXC_COMPOSE_ENV_FILES'));
  if (named) return named.map(each => ({ path: resolve(request.workingDirectory, each), optional: false }));
  const disabled = ['1', 'true'].includes(reader.variable('LXC_COMPOSE_DISABLE_ENV_FILE') ?? '');
  return disabled ? [] : [{ path: join(directory, '.env'), optional: true }];
}

function listOf(text: string | undefined): string[] | undefined {
  const list = (text ?? '').split(',').filter(each => each !== '');
  return list.length > 0 ? list : undefined;
}

function failure(diagnostic: Diagnostic, exitCode: ExitCode): SpecFailure {
  return new SpecFailure([diagnostic], exitCode);
}
