import { hostname } from 'node:os';
import type { Invocation } from '../app/contract.js';
import type { Trace } from '../runtime/trace.js';
import { parseDuration } from './duration.js';
import { flag, list, type OptionValues, text } from './options.js';
import { usageProblem } from './usage.js';

const defaultLockTimeout = '60s';

/** Which project is meant, from the global flags and variables. @throws Problem (64) */
export function createInvocation(
  values: OptionValues,
  environment: Record<string, string | undefined>,
  workingDirectory: string,
  trace: Trace,
  report: Invocation['report'],
): Invocation {
  const projectName = text(values, 'project-name');
  const projectDirectory = text(values, 'project-directory');
  const scale = list(values, 'scale');
  const envFiles = list(values, 'env-file');
  const noEnvFile = /^(1|true|yes|on)$/i.test(environment['LXC_COMPOSE_DISABLE_ENV_FILE'] ?? '');
  return {
    files: list(values, 'file'),
    ...(projectName === undefined ? {} : { projectName }),
    ...(projectDirectory === undefined ? {} : { projectDirectory }),
    profiles: list(values, 'profile'),
    ...(flag(values, 'host-overlay') && { hostOverlay: hostname() }),
    ...(scale.length > 0 && { scale: parseScale(scale) }),
    envFiles: envFiles.length > 0 ? envFiles : noEnvFile ? [] : null,
    environment,
    workingDirectory,
    lockTimeoutMs: parseDuration(text(values, 'lock-timeout') ?? defaultLockTimeout, '--lock-timeout'),
    trace,
    report,
  };
}

/** `NAME=COUNT`, as Docker Compose has it. */
function parseScale(given: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    given.map(each => {
      const match = /^([^=]+)=(\d{1,4})$/.exec(each);
      if (!match) throw usageProblem(`--scale is NAME=COUNT, not "${each}"`, undefined);
      return [match[1]!, Number(match[2])];
    }),
  );
}
