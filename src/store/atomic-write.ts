import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Replaces a file as a whole, on disk when it returns: temporary name in the same directory, write, fsync, rename, fsync
 * of the directory. A power cut leaves the old content or the new one, never a mixture.
 */
export function writeAtomically(path: string, content: string, mode = 0o600): void {
  const temporary = `${path}.${process.pid}.new`;
  const file = openSync(temporary, 'w', mode);
  try {
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
  const directory = openSync(dirname(path), 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
