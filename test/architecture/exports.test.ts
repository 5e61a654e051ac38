/** What is exported is used by somebody: an export without a reader is a promise that nobody asked for. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseSource, readSources, type SourceFile } from './source-tree.js';

const test = suite('exports');
const sources = readSources('src', ['.ts']);
const readers = [...sources, ...['test', 'scripts', 'bench'].flatMap(folder => readSources(folder))];

test('every export of a source is imported by another file, or is a type in what is', () => {
  assert.equal(unused(sources, readers), []);
});

test('an export without a reader is found; one that is loaded lazily or is a type of a used signature is not', () => {
  const files = [
    parseSource(
      'src/a.ts',
      'export const one = 1;\nexport interface Two {}\nexport function three(): Two {}\nexport function four() {}\n',
    ),
    parseSource('src/b.ts', "import { one } from 'src/a.ts';\nconst { three } = await import('src/a.ts');\n"),
  ];
  assert.equal(unused(files.slice(0, 1), files), ['src/a.ts:4 four']);
});

function unused(offered: SourceFile[], all: SourceFile[]): string[] {
  const used = new Map<string, Set<string>>();
  const passedOn = new Set<string>(['src/index.ts']);
  for (const file of all) {
    for (const each of file.imports) {
      if (each.passedOn) passedOn.add(each.target);
      const known = used.get(each.target) ?? new Set<string>();
      used.set(each.target, known);
      // Who takes a module as a whole uses the names that it mentions.
      for (const name of each.names[0] === '*' ? wordsOf(file.text) : each.names) known.add(name);
    }
  }
  return offered
    .filter(file => !passedOn.has(file.path))
    .flatMap(file => {
      const known = used.get(file.path) ?? new Set();
      // The table of commands knows what each command's file offers by this one name.
      if (file.path.startsWith('src/cli/commands/')) known.add('command');
      const signatures = [...file.exports].map(([name, { text }]) => ({
        name,
        words: new Set(wordsOf(text)),
      }));
      return [...file.exports]
        .filter(([name]) => !known.has(name))
        .filter(
          ([name, { isType }]) =>
            !isType || !signatures.some(each => each.name !== name && each.words.has(name)),
        )
        .map(([name, { line }]) => `${file.path}:${line} ${name}`);
    });
}

function wordsOf(text: string): string[] {
  return text.match(/\w+/g) ?? [];
}

test.run();
