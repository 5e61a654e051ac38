/** ARCHITECTURE.md's diagram as a table, checked against every import. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Import, readSources, roomOf, type SourceFile } from './source-tree.js';

const test = suite('imports');
const sources = readSources('src', ['.ts']);

/** What each room may import from; everybody may also import from its own room. */
const directions: Record<string, readonly string[]> = {
  // The package's own face and its version.
  src: ['app', 'model', 'runtime'],
  cli: ['app', 'spec', 'runtime', 'model', 'src'],
  // It builds the real effects and hands them on.
  app: [
    'spec',
    'adopt',
    'lint',
    'translate',
    'reconcile',
    'runtime',
    'netbridge',
    'cgroup',
    'native',
    'store',
    'model',
    'src',
  ],
  spec: ['model'],
  lint: ['spec', 'model'],
  translate: ['spec', 'model'],
  adopt: ['translate', 'spec', 'model'],
  reconcile: ['model'],
  runtime: ['netbridge', 'cgroup', 'rootfs', 'native', 'store', 'model'],
  // Below runtime each stands alone; all of them may use the native side's words.
  netbridge: ['model'],
  cgroup: ['native', 'model'],
  rootfs: ['native', 'model'],
  store: ['native', 'model'],
  native: ['model'],
  model: [],
};

/** Rooms, or single files, that must not reach the outside world, with the built-in modules and packages that they may use. */
const pure: Record<string, readonly string[]> = {
  // node:os for the numbers of signals, node:crypto for digests: both are functions of their arguments.
  'src/model/': ['node:crypto', 'node:os'],
  'src/reconcile/': [],
  'src/lint/': ['yaml'],
  'src/adopt/': [],
  'src/translate/': ['node:path', 'yaml', 'ipaddr.js'],
  'src/spec/': ['node:crypto', 'node:os', 'node:path', 'yaml', 'ipaddr.js'],
};
/** The spec is made of files; these find, read and remember them. */
const specReaders = ['src/spec/discover.ts', 'src/spec/reader.ts', 'src/spec/cache.ts'];

/** Who starts programs: one place for those of the host's network, and two that say why in their comments. */
const starters = [
  'src/netbridge/program.ts',
  'src/runtime/container-files.ts',
  'src/runtime/event-command.ts',
  'src/runtime/host-program.ts',
  'src/runtime/lxc-template.ts',
  'src/runtime/ssh-program.ts',
  'src/runtime/terminal-mode.ts',
  'src/runtime/unshare.ts',
  'src/runtime/watcher-process.ts',
];

const crossings = (file: SourceFile): Import[] =>
  file.imports.filter(each => each.target.startsWith('src/') && roomOf(each.target) !== roomOf(file.path));

test('every import of our own resolves to a file', () => {
  const known = new Set(sources.map(each => each.path));
  const lost = sources.flatMap(file =>
    file.imports
      .filter(
        each => each.target.startsWith('src/') && each.target.endsWith('.ts') && !known.has(each.target),
      )
      .map(each => `${file.path} → ${each.target}`),
  );
  assert.ok(sources.length > 200);
  assert.equal(lost, []);
});

test('imports point the way that ARCHITECTURE.md draws', () => {
  const wrong = sources.flatMap(file =>
    crossings(file)
      .filter(each => !directions[roomOf(file.path)]?.includes(roomOf(each.target)))
      .map(each => `${file.path} → ${each.target}`),
  );
  assert.equal(wrong, []);
});

test('every direction that is allowed is used', () => {
  const used = new Set(
    sources.flatMap(file => crossings(file).map(each => `${roomOf(file.path)} → ${roomOf(each.target)}`)),
  );
  const allowed = Object.entries(directions).flatMap(([from, rooms]) => rooms.map(to => `${from} → ${to}`));
  assert.equal(
    allowed.filter(each => !used.has(each)),
    [],
  );
});

test('no file imports itself by way of others', () => {
  const graph = new Map(sources.map(file => [file.path, file.imports.map(each => each.target)]));
  assert.equal(circles(graph), []);
});

test('a circle is found', () => {
  const graph = new Map([
    ['a', ['b', 'c']],
    ['b', []],
    ['c', ['d']],
    ['d', ['a']],
  ]);
  assert.equal(circles(graph), ['a → c → d → a']);
});

test('model, reconcile and spec do not reach the outside world but for reading the spec', () => {
  const wrong = Object.entries(pure).flatMap(([room, allowed]) =>
    sources
      .filter(file => file.path.startsWith(room))
      .flatMap(file =>
        file.imports
          .map(each => each.target)
          .filter(target => !target.startsWith('src/') && !allowed.includes(target))
          .filter(target => !(target === 'node:fs' && specReaders.includes(file.path)))
          .map(target => `${file.path} → ${target}`),
      ),
  );
  assert.equal(wrong, []);
});

test('the planner reads no clock, environment or random number', () => {
  const forbidden =
    /\b(?:Date\b|process\.|Math\.random|performance\b|console\.(?:log|error|warn|info)\b|globalThis|fetch\()/;
  const wrong = sources
    .filter(file => file.path.startsWith('src/reconcile/') || file.path.startsWith('src/model/'))
    .filter(file => forbidden.test(withoutComments(file.text)))
    .map(file => file.path);
  assert.equal(wrong, []);
});

test('programs are started in few places', () => {
  const found = sources
    .filter(file => file.imports.some(each => /^(?:node:child_process|execa)$/.test(each.target)))
    .map(file => file.path);
  assert.equal(found, starters);
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}

/** Each circle once, from its first file in the order of the graph. */
function circles(graph: Map<string, string[]>): string[] {
  const found: string[] = [];
  const finished = new Set<string>();
  const visit = (path: string, trail: string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) {
      found.push([...trail.slice(at), path].join(' → '));
      return;
    }
    if (finished.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    finished.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return found;
}

test.run();
