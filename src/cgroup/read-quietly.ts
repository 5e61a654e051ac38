/** Reading what may not be there. */
import { readFileSync } from 'node:fs';

/** null = not there, or not to be read. */
export function readQuietly(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
