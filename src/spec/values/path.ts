/** Paths of the host start from the project directory, paths inside are absolute; both are written without `.` and `..`. */
import { posix } from 'node:path';
import { GrammarError } from './grammar-error.js';
import { parsePlainText } from './names.js';

/**
 * @param home directory of `~`, if it is known
 * @throws GrammarError
 */
export function resolveHostPath(text: string, directory: string, home: string | undefined): string {
  parsePlainText(text);
  if (text === '') throw new GrammarError('is not a path');
  if (text === '~' || text.startsWith('~/')) {
    if (home === undefined) throw new GrammarError('needs the variable HOME, which is not set');
    return posix.resolve(home, `.${text.slice(1)}`);
  }
  return posix.resolve(directory, text);
}

/** What is mounted there can redirect our own writes and mask the kernel's: CVE-2019-19921, CVE-2025-52881. */
export function isKernelPlace(path: string): boolean {
  return /^\/((proc|sys)(\/.*)?|dev)?$/.test(path);
}

/** @throws GrammarError */
export function parseInsidePath(text: string): string {
  parsePlainText(text);
  if (!text.startsWith('/'))
    throw new GrammarError('is not an absolute path', `write /${text.replace(/^\.?\/*/, '')}`);
  const normal = posix.normalize(text);
  return normal === '/' ? normal : normal.replace(/\/$/, '');
}
