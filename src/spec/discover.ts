/** Which files are the spec: -f, LXC_COMPOSE_FILE, or the working directory and its parents. */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ExitCode } from '../model/problem.js';
import { type Diagnostic, SpecFailure } from './diagnostic.js';
import { type Reader, standardInputName } from './reader.js';
import type { LoadRequest } from './request.js';

const extensions = ['yaml', 'yml'];
const names = extensions.map(each => `lxc-compose.${each}`);
const overrides = extensions.map(each => `lxc-compose.override.${each}`);
const composeNames = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

/** A file of the spec. */
export interface SpecFile {
  /** Absolute, or standardInputName. */
  file: string;
  text: string;
}

export interface Discovery {
  /** In the order in which each is laid over those before it; at least one. */
  files: SpecFile[];
  warnings: Diagnostic[];
}

/** @throws SpecFailure with exit code 66 when there is no spec */
export function discover(request: LoadRequest, reader: Reader): Discovery {
  const files = request.files.length > 0 ? request.files : filesOfEnvironment(reader);
  if (files.length > 0) return { files: named(files, request, reader), warnings: [] };
  return search(request, reader);
}

function filesOfEnvironment(reader: Reader): string[] {
  const list = reader.variable('LXC_COMPOSE_FILE');
  if (!list) return [];
  return list.split(reader.variable('LXC_COMPOSE_PATH_SEPARATOR') || ':').filter(each => each !== '');
}

function named(files: string[], request: LoadRequest, reader: Reader): SpecFile[] {
  if (files.filter(each => each === '-').length > 1) {
    throw failure(ExitCode.usage, '`-f -` is given twice: standard input can be read once');
  }
  return files.map(name => {
    if (name === '-') {
      return { file: standardInputName, text: request.standardInput ?? readFileSync(0, 'utf8') };
    }
    const file = resolve(request.workingDirectory, name);
    const text = reader.file(file);
    if (text === null) throw failure(ExitCode.noSpec, `there is no file ${file}`);
    return { file, text };
  });
}

function search(request: LoadRequest, reader: Reader): Discovery {
  const start = resolve(request.workingDirectory);
  let composeFile: string | undefined;
  for (let directory = start; ; directory = dirname(directory)) {
    const found = present(directory, names, reader);
    if (found.length > 0) return withOverlays(directory, found, request, reader);
    composeFile ??= present(directory, composeNames, reader)[0]?.file;
    if (directory === dirname(directory)) break;
  }
  throw failure(ExitCode.noSpec, `there is no lxc-compose.yaml in ${start} or a directory above it`, {
    hint:
      composeFile === undefined
        ? 'write one (`lxc-compose init`), or name it with -f'
        : `${composeFile} is for Docker Compose: translate it with \`lxc-compose import compose\``,
  });
}

function present(directory: string, names: readonly string[], reader: Reader): SpecFile[] {
  return names.flatMap(name => {
    const file = join(directory, name);
    const text = reader.file(file);
    return text === null ? [] : [{ file, text }];
  });
}

/** The spec, what is always laid over it, and what is laid over it on this host. */
function withOverlays(
  directory: string,
  found: SpecFile[],
  { hostOverlay }: LoadRequest,
  reader: Reader,
): Discovery {
  const layers = [found, present(directory, overrides, reader)];
  if (hostOverlay !== undefined) {
    const wanted = extensions.map(each => `lxc-compose.${hostOverlay}.${each}`);
    const overlay = present(directory, wanted, reader);
    if (overlay.length === 0) {
      throw failure(
        ExitCode.noSpec,
        `there is no ${wanted[0]} in ${directory}, which --host-overlay asks for`,
      );
    }
    layers.push(overlay);
  }
  return {
    files: layers.flatMap(layer => layer.slice(0, 1)),
    warnings: layers.filter(layer => layer.length > 1).map(layer => twice(directory, layer)),
  };
}

function twice(directory: string, [used, ignored]: SpecFile[]): Diagnostic {
  const [first, second] = [used!, ignored!].map(({ file }) =>
    file.slice(directory.length).replace(/^\//, ''),
  );
  const message = `both ${first} and ${second} are in ${directory}: ${first} is used`;
  return { code: 'remark', severity: 'warning', message, range: { file: used!.file, line: 1, column: 1 } };
}

function failure(exitCode: ExitCode, message: string, more: Partial<Diagnostic> = {}): SpecFailure {
  return new SpecFailure([{ code: 'no-spec', severity: 'error', message, ...more }], exitCode);
}
