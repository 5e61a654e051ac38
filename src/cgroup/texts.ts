/** The files of one look at the limits, each read once, and most of them in one call. */
import { join } from 'node:path';
import { loadNative } from '../native/index.js';

export class Texts {
  readonly #known = new Map<string, string | null>();

  /** Files that will be asked for. */
  prefetch(paths: readonly string[]): void {
    const missing = [...new Set(paths)].filter(path => !this.#known.has(path));
    const texts = loadNative().readTexts(missing);
    for (const [index, path] of missing.entries()) this.#known.set(path, texts[index]!);
  }

  /** null = not there, or not to be read. */
  read(path: string): string | null {
    const known = this.#known.get(path);
    if (known !== undefined) return known;
    this.prefetch([path]);
    return this.#known.get(path)!;
  }

  /** Reads files by their names relative to a directory. */
  beside(directory: string): (file: string) => string | null {
    return file => this.read(file.startsWith('../') ? join(directory, file) : `${directory}/${file}`);
  }
}
