/** The sources as a graph: what each file imports from where, and what it offers to others. Only our own style is understood. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

export interface SourceFile {
  /** From the root of the package: `src/model/mark.ts`. */
  path: string;
  text: string;
  imports: Import[];
  /** What it offers, by name. */
  exports: Map<string, Export>;
}

export interface Export {
  line: number;
  /** An interface or type, which exists for the compiler only. */
  isType: boolean;
  /** The declaration without the body of a function or the value of a constant. */
  text: string;
}

export interface Import {
  /** Path of the file when it is one of ours, else the specifier: `node:fs`, `yaml`. */
  target: string;
  /** Names as the target calls them; `*` = whatever the target offers may be used. */
  names: string[];
  /** Only types, which are gone when the program runs. */
  typeOnly: boolean;
  /** Loaded when it is first needed. */
  lazy: boolean;
  /** `export * from`: everything that the target offers is offered on. */
  passedOn: boolean;
}

/** Files below a folder with one of the given endings, sorted. */
export function listFiles(folder: string, endings: readonly string[]): string[] {
  if (!existsSync(folder)) return [];
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(name => join(folder, name));
  return paths.filter(path => endings.some(ending => path.endsWith(ending))).sort();
}

export function readSources(folder: string, endings: readonly string[] = ['.ts', '.mjs']): SourceFile[] {
  return listFiles(folder, endings).map(path => parseSource(path, readFileSync(path, 'utf8')));
}

const statement =
  /^(?:import|export)\s+(type\s+)?(?:\w+\s*,?\s*)?(\{[^}]*\}|\*(?:\s+as\s+\w+)?)?(?:\s*from\s*)?'([^']+)'|\bimport\(\s*(?:\/\*[^*]*\*\/\s*)?'([^']+)'\s*\)/gm;
const declaration =
  /^export\s+(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(function\*?|class|const|let|interface|type|enum)\s+(\w+)/gm;

export function parseSource(path: string, text: string): SourceFile {
  const imports: Import[] = [];
  const exports = new Map<string, Export>();
  for (const match of text.matchAll(statement)) {
    const lazy = match[4] !== undefined;
    const specifier = (match[3] ?? match[4])!;
    const names = !lazy && match[2]?.startsWith('{') ? namesIn(match[2]) : ['*'];
    const passedOn = match[0].startsWith('export') && names[0] === '*';
    imports.push({
      target: resolve(path, specifier),
      names,
      typeOnly: match[1] !== undefined,
      lazy,
      passedOn,
    });
  }
  for (const match of text.matchAll(declaration)) {
    exports.set(match[2]!, {
      line: text.slice(0, match.index).split('\n').length,
      isType: match[1] === 'interface' || match[1] === 'type',
      text: signatureAt(text.slice(match.index), match[1]!),
    });
  }
  return { path, text, imports, exports };
}

/** Formatted text has a declaration's end in its first column. */
function signatureAt(text: string, keyword: string): string {
  const end = { class: /^\}/m, interface: /\}$/m, type: /;$/m, const: / = |;$/m, let: / = |;$/m }[keyword];
  const found = (end ?? /(?:^|\n)(?:export|\)).*\{$/m).exec(text);
  return found ? text.slice(0, found.index + found[0].length) : text;
}

/** `{ a, type B, c as d }` → a, B, c. */
function namesIn(braces: string): string[] {
  return braces
    .slice(1, -1)
    .split(',')
    .map(each =>
      each
        .trim()
        .replace(/^type\s+/, '')
        .replace(/\s+as\s+\w+$/, ''),
    )
    .filter(each => each !== '');
}

function resolve(from: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier;
  const path = normalize(join(dirname(from), specifier));
  const candidates = [path.replace(/\.js$/, '.ts'), path.replace(/\.js$/, '.d.ts')];
  return candidates.find(each => existsSync(each)) ?? path;
}

/** The room of a file: `src/model/mark.ts` → `model`; a file directly in src is `src`. */
export function roomOf(path: string): string {
  const parts = path.split('/');
  return parts.length > 2 ? parts[1]! : 'src';
}
