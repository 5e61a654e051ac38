/** A program of the administrator's, run on the host and waited for: hooks that no monitor can run. */
import { spawn } from 'node:child_process';

/**
 * Both outputs go to standard error: standard output is the command's own.
 * @returns exit status, name of the signal that killed it, or why it could not be started
 */
export function runHostProgram(
  argv: readonly string[],
  options: { environment: NodeJS.ProcessEnv; directory?: string },
): Promise<number | string> {
  const [program, ...words] = argv;
  return new Promise(resolve => {
    const child = spawn(program!, words, {
      env: options.environment,
      stdio: ['ignore', 2, 2],
      ...(options.directory !== undefined && { cwd: options.directory }),
    });
    child.on('error', error => resolve(error.message));
    child.on('exit', (status, signal) => resolve(status ?? signal!));
  });
}
