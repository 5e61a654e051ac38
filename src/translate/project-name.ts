/** The name of a project, as Docker Compose derives it: the directory's, with what names may not hold left out. */
import { basename, dirname } from 'node:path';

/** @param text a name that the file gives, or that of its directory */
export function projectNameOf(text: string): string {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '')
    .replace(/^[_-]+/, '')
    .slice(0, 40);
  return name === '' ? 'project' : name;
}

/** For a file that gives none. */
export function projectOfDirectory(file: string): string {
  return projectNameOf(basename(dirname(file)));
}
