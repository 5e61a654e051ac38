/** Which commit a directory is checked out at, read from git's own files: no program is started for it. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const objectName = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/** Null outside a repository, before its first commit, or when its files are of a kind that is not known here. */
export function readCommit(directory: string): string | null {
  try {
    const repository = findRepository(directory);
    if (repository === null) return null;
    const head = readFileSync(`${repository}/HEAD`, 'utf8').trim();
    if (objectName.test(head)) return head;
    const reference = /^ref: (refs\/\S+)$/.exec(head)?.[1];
    return reference === undefined ? null : readReference(repository, reference);
  } catch {
    return null;
  }
}

/** The `.git` of a directory or of one above it; a worktree's is a file that names another. */
function findRepository(directory: string): string | null {
  for (let at = directory; ; at = dirname(at)) {
    const path = `${at}/.git`;
    if (existsSync(path)) {
      if (statSync(path).isDirectory()) return path;
      const linked = /^gitdir: (.+)$/m.exec(readFileSync(path, 'utf8'))?.[1];
      return linked === undefined ? null : resolve(at, linked);
    }
    if (at === dirname(at)) return null;
  }
}

function readReference(repository: string, reference: string): string | null {
  const shared = existsSync(`${repository}/commondir`)
    ? resolve(repository, readFileSync(`${repository}/commondir`, 'utf8').trim())
    : repository;
  for (const base of [repository, shared]) {
    if (!existsSync(`${base}/${reference}`)) continue;
    const commit = readFileSync(`${base}/${reference}`, 'utf8').trim();
    return objectName.test(commit) ? commit : null;
  }
  const packed = readFileSync(`${shared}/packed-refs`, 'utf8').split('\n');
  const line = packed.find(each => each.endsWith(` ${reference}`));
  const commit = line?.split(' ')[0];
  return commit !== undefined && objectName.test(commit) ? commit : null;
}
