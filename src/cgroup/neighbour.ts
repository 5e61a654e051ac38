/** Some limits mean something only together with another file. */
import { dirname } from 'node:path';
import { readQuietly } from './read-quietly.js';

/** Reads files by their names relative to the directory of a limit's file; null = not there. */
export function neighbourOf(path: string): (file: string) => string | null {
  return file => readQuietly(`${dirname(path)}/${file}`);
}
