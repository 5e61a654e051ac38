/** Variables whose values no project keeps, read again when a container is made. */
import type { Invocation } from './contract.js';

/** A variable of the caller's environment or of the env files. */
export async function readVariable(
  invocation: Invocation,
  directory: string,
  name: string,
): Promise<string | undefined> {
  const [{ readEnvFiles }, { Reader }] = await Promise.all([
    import('../spec/env-files.js'),
    import('../spec/reader.js'),
  ]);
  return readEnvFiles(invocation, directory, new Reader(invocation.environment)).lookupSecret(name);
}
