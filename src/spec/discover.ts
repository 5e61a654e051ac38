/** Which file is the spec: -f, LXC_COMPOSE_FILE, or the working directory and its parents. */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ExitCode } from '../model/problem.js';
import { type Diagnostic, SpecFailure } from './diagnostic.js';
import { type Reader, standardInputName } from './reader.js';
import type { LoadRequest } from './request.js';

const names = ['lxc-compose.yaml', 'lxc-compose.yml'];
const overrides = ['lxc-compose.override.yaml', 'lxc-compose.override.yml'];
const composeNames = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

export interface Discovery {
  /** Absolute, or standardInputName. */
  file: string;
  text: string;
  warnings: Diagnostic[];
}

/** @throws SpecFailure with exit code 66 when there is no spec, 65 when there are several */
export function discover(request: LoadRequest, reader: Reader): Discovery {
  const files = request.files.length > 0 ? request.files : filesOfEnvironment(reader);
  return files.length > 0 ? named(files, request, reader) : search(request.workingDirectory, reader);
}

function filesOfEnvironment(reader: Reader): string[] {
  const list = reader.variable('LXC_COMPOSE_FILE');
  if (!list) return [];
  return list.split(reader.variable('LXC_COMPOSE_PATH_SEPARATOR') || ':').filter(each => each !== '');
}

function named(files: string[], request: LoadRequest, reader: Reader): Discovery {
  if (files.length > 1) {
    throw failure(
      ExitCode.invalidSpec,
      'not-supported',
      `several spec files (${files.join(', ')}) are not supported yet`,
      {
        hint: 'give one file',
      },
    );
  }
  const [name] = files as [string];
  if (name === '-') {
    const text = request.standardInput ?? readFileSync(0, 'utf8');
    return { file: standardInputName, text, warnings: [] };
  }
  const file = resolve(request.workingDirectory, name);
  const text = reader.file(file);
  if (text === null) throw failure(ExitCode.noSpec, 'no-spec', `there is no file ${file}`);
  return { file, text, warnings: [] };
}

function search(workingDirectory: string, reader: Reader): Discovery {
  const start = resolve(workingDirectory);
  let composeFile: string | undefined;
  for (let directory = start; ; directory = dirname(directory)) {
    const found = names.filter(name => reader.file(join(directory, name)) !== null);
    if (found[0] !== undefined) return take(directory, found, reader);
    composeFile ??= composeNames.map(name => join(directory, name)).find(path => reader.file(path) !== null);
    if (directory === dirname(directory)) break;
  }
  throw failure(
    ExitCode.noSpec,
    'no-spec',
    `there is no lxc-compose.yaml in ${start} or a directory above it`,
    {
      hint:
        composeFile === undefined
          ? 'write one, or name it with -f'
          : `${composeFile} is for Docker Compose: translate it with \`lxc-compose import compose\``,
    },
  );
}

function take(directory: string, found: string[], reader: Reader): Discovery {
  const file = join(directory, found[0]!);
  const range = { file, line: 1, column: 1 };
  const override = overrides.map(name => join(directory, name)).find(path => reader.file(path) !== null);
  if (override !== undefined) {
    throw failure(
      ExitCode.invalidSpec,
      'not-supported',
      `the override file ${override} is not supported yet`,
      {
        hint: `name the spec with -f ${file} to leave the override out`,
      },
    );
  }
  const text = reader.file(file)!;
  if (found.length === 1) return { file, text, warnings: [] };
  const message = `both ${found.join(' and ')} are in ${directory}: ${found[0]} is used`;
  return { file, text, warnings: [{ code: 'remark', severity: 'warning', message, range }] };
}

function failure(
  exitCode: ExitCode,
  code: Diagnostic['code'],
  message: string,
  more: Partial<Diagnostic> = {},
): SpecFailure {
  return new SpecFailure([{ code, severity: 'error', message, ...more }], exitCode);
}
