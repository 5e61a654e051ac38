/** Everything that a project is compiled from, collected before anything is parsed. */
import { createHash } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import type { Diagnostic } from './diagnostic.js';
import { discover, type SpecFile } from './discover.js';
import { readEnvFiles } from './env-files.js';
import type { Lookup } from './interpolate/template.js';
import { type Reader, standardInputName } from './reader.js';
import type { LoadRequest } from './request.js';

export interface Inputs {
  /** Each is laid over those before it. */
  files: SpecFile[];
  /** Absolute project directory: where relative paths of these files start. */
  directory: string;
  /** -p or LXC_COMPOSE_PROJECT_NAME; goes before `name:`. */
  projectName?: string;
  profiles: string[];
  /** --scale. */
  scale: Record<string, number>;
  /** Variables, from the environment first. What is looked up is recorded by the reader. */
  lookup: Lookup;
  /** The same for variables that hold a secret: the reader remembers no more than a hash of it. */
  lookupSecret: Lookup;
  /** Files that the spec names (include, extends, env_file). Recorded too. */
  reader: Reader;
  warnings: Diagnostic[];
}

/** @throws SpecFailure */
export function collectInputs(request: LoadRequest, reader: Reader): Inputs {
  const { files, warnings } = discover(request, reader);
  const [{ file }] = files as [SpecFile];
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
    files,
    directory,
    ...(projectName !== undefined && { projectName }),
    profiles,
    scale: request.scale ?? {},
    lookup,
    lookupSecret,
    reader,
    warnings: [...warnings, ...environment.warnings],
  };
}

/** Name under which a request's result is kept: the request without what the record of readings covers. */
export function inputsKey(request: LoadRequest): string {
  const { files, projectName, projectDirectory, profiles, envFiles, workingDirectory, hostOverlay, scale } =
    request;
  const identity = [
    files,
    projectName ?? null,
    projectDirectory ?? null,
    profiles,
    envFiles,
    workingDirectory,
    hostOverlay ?? null,
    scale ?? null,
  ];
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex');
}
