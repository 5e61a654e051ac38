/** Everything that a project is compiled from, collected before anything is parsed. */
import { createHash } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import type { Diagnostic } from './diagnostic.js';
import { discover } from './discover.js';
import { readEnvFiles } from './env-files.js';
import type { Lookup } from './interpolate/template.js';
import { type Reader, standardInputName } from './reader.js';
import type { LoadRequest } from './request.js';

export interface Inputs {
  /** Absolute, or `<stdin>`. */
  file: string;
  text: string;
  /** Absolute project directory. */
  directory: string;
  /** -p or LXC_COMPOSE_PROJECT_NAME; goes before `name:`. */
  projectName?: string;
  profiles: string[];
  /** Variables, from the environment first. What is looked up is recorded by the reader. */
  lookup: Lookup;
  /** The same for variables that hold a secret: the reader remembers no more than a hash of it. */
  lookupSecret: Lookup;
  /** Files that the spec names (env_file). Recorded too. */
  reader: Reader;
  warnings: Diagnostic[];
}

/** @throws SpecFailure */
export function collectInputs(request: LoadRequest, reader: Reader): Inputs {
  const { file, text, warnings } = discover(request, reader);
  const beside = file === standardInputName ? request.workingDirectory : dirname(file);
  const directory = resolve(request.workingDirectory, request.projectDirectory ?? beside);
  const environment = readEnvFiles(request, directory, reader);
  const { lookup, lookupSecret } = environment;
  const projectName = request.projectName ?? (lookup('LXC_COMPOSE_PROJECT_NAME') || undefined);
  const profiles =
    request.profiles.length > 0
      ? request.profiles
      : (lookup('LXC_COMPOSE_PROFILES') ?? '').split(',').filter(Boolean);
  return {
    file,
    text,
    directory,
    ...(projectName !== undefined && { projectName }),
    profiles,
    lookup,
    lookupSecret,
    reader,
    warnings: [...warnings, ...environment.warnings],
  };
}

/** Name under which a request's result is kept: the request without what the record of readings covers. */
export function inputsKey(request: LoadRequest): string {
  const { files, projectName, projectDirectory, profiles, envFiles, workingDirectory } = request;
  const identity = [
    files,
    projectName ?? null,
    projectDirectory ?? null,
    profiles,
    envFiles,
    workingDirectory,
  ];
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex');
}
