/** What every importer takes and gives: a file of another program in, a spec and what has no place in it out. */
import type { Diagnostic } from '../spec/diagnostic.js';
import type { YamlValue } from '../spec/print/yaml.js';

export interface Source {
  /** Absolute, or `<stdin>`. */
  file: string;
  text: string;
  /** Content of a file that this one names; null = there is none. @throws Problem when it cannot be read */
  readFile(path: string): string | null;
  /** Absolute paths of the files in a directory, sorted; none when there is no such directory. */
  listFiles(directory: string): string[];
}

export interface Translation {
  /** Keys of the spec in the order in which they are written. */
  spec: Record<string, YamlValue>;
  /** Warnings, each at the line it is about: what could not be translated, and what means something else here. */
  remarks: Diagnostic[];
}

/** @throws SpecFailure when the source is not of its own grammar */
export type Importer = (source: Source) => Translation;
