import type { Invocation } from '../app/contract.js';
import type { Trace } from '../runtime/trace.js';
import { parseDuration } from './duration.js';
import { list, type OptionValues, text } from './options.js';

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
  const envFiles = list(values, 'env-file');
  const noEnvFile = /^(1|true|yes|on)$/i.test(environment['LXC_COMPOSE_DISABLE_ENV_FILE'] ?? '');
  return {
    files: list(values, 'file'),
    ...(projectName === undefined ? {} : { projectName }),
    ...(projectDirectory === undefined ? {} : { projectDirectory }),
    profiles: list(values, 'profile'),
    envFiles: envFiles.length > 0 ? envFiles : noEnvFile ? [] : null,
    environment,
    workingDirectory,
    lockTimeoutMs: parseDuration(text(values, 'lock-timeout') ?? defaultLockTimeout, '--lock-timeout'),
    trace,
    report,
  };
}
