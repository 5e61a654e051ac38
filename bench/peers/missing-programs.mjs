import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

function executable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Undefined when every one of these programs is in PATH, else what is missing. */
export function missingPrograms(...names) {
  const directories = (process.env.PATH ?? '').split(':');
  const missing = names.filter(name => !directories.some(directory => executable(join(directory, name))));
  return missing.length ? `${missing.join(', ')} not found` : undefined;
}
