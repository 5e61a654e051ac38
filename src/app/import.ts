/** A file of another program as the text of a spec. */
import { resolve } from 'node:path';
import { ExitCode, Problem } from '../model/problem.js';
import { SpecFailure } from '../spec/diagnostic.js';
import { formatYaml } from '../spec/print/yaml.js';
import { Reader, standardInputName } from '../spec/reader.js';
import type { Importer } from '../translate/translation.js';
import type { ImportedSpec, Invocation } from './contract.js';
import { InvalidSpec } from './load.js';

/** The programs whose files can be imported. */
const importers: Record<string, () => Promise<Importer>> = {
  lxc: async () => (await import('../translate/lxc/import.js')).importLxc,
};

/**
 * @param file relative to the working directory; `-` = standard input
 * @throws InvalidSpec (65; 66 when there is no such file)
 */
export async function importSpec(invocation: Invocation, kind: string, file: string): Promise<ImportedSpec> {
  const translate = await importers[kind]!();
  const reader = new Reader(invocation.environment);
  const path = file === '-' ? standardInputName : resolve(invocation.workingDirectory, file);
  const sources = new Map<string, string>();
  const readFile = (name: string): string | null => {
    const text = reader.file(name);
    if (text !== null) sources.set(name, text);
    return text;
  };
  const text = file === '-' ? invocation.standardInput! : readFile(path);
  if (text === null) throw new Problem(`there is no file ${path}`, { exitCode: ExitCode.noSpec });
  sources.set(path, text);
  try {
    const { spec, remarks } = translate({
      file: path,
      text,
      readFile,
      listFiles: directory => reader.listFiles(directory),
    });
    return { text: formatYaml(spec), remarks, sources };
  } catch (error) {
    if (!(error instanceof SpecFailure)) throw error;
    throw new InvalidSpec(error.exitCode, error.diagnostics, sources);
  }
}
