/** `-s KEY=VAL` of lxc-start and lxc-execute. */
import { LxcFailure } from './command.js';

/** @returns lines of a configuration. @throws LxcFailure */
export function configurationLines(given: string[]): string[] {
  return given.map(each => {
    const match = /^\s*([^=\s]+)\s*=(.*)$/s.exec(each);
    if (!match || match[2]!.includes('\n')) throw new LxcFailure(`Invalid configuration item: "${each}"`);
    return `${match[1]} = ${match[2]!.trim()}`;
  });
}
