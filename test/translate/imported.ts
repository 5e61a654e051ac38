/** Imports fixtures and texts for the tests, and loads what comes out. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type LoadResult, load } from '../../src/spec/load.js';
import { formatYaml } from '../../src/spec/print/yaml.js';
import { importCompose } from '../../src/translate/compose/import.js';
import { importContainerlab } from '../../src/translate/containerlab/import.js';
import { importKathara } from '../../src/translate/kathara/import.js';
import type { Importer, Translation } from '../../src/translate/translation.js';

export const importers: Record<string, Importer> = {
  compose: importCompose,
  containerlab: importContainerlab,
  kathara: importKathara,
};

/** @param files what stands beside the file; absent: the directory on the disk */
export function translate(
  kind: string,
  file: string,
  text: string,
  files?: Record<string, string>,
): Translation & { text: string } {
  const read = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : null);
  const readFile = files ? (path: string) => files[path] ?? null : read;
  const listFiles = (directory: string) =>
    Object.keys(files ?? {}).filter(each => dirname(each) === directory);
  const result = importers[kind]!({ file, text, readFile, listFiles });
  return { ...result, text: formatYaml(result.spec) };
}

/** A Compose file of the project `lab`. */
export function compose(text: string): Translation & { text: string } {
  return translate('compose', '/srv/lab/compose.yaml', text, {});
}

export function loadImported(text: string, file = '/srv/lab/compose.yaml'): Promise<LoadResult> {
  return load({
    files: ['-'],
    standardInput: text,
    profiles: ['*'],
    envFiles: [],
    environment: { HOME: '/root', DB_PASSWORD: 'secret' },
    workingDirectory: dirname(file),
  });
}
