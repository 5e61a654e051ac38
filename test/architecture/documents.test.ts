/** Documents speak of files, commands and each other; what they name is there. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { commandTable } from '../../src/cli/command-table.js';
import { ExitCode } from '../../src/model/problem.js';
import { listFiles } from './source-tree.js';

const test = suite('documents');
const documents = [
  ...listFiles('docs', ['.md']),
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
].map(path => ({ path, text: readFileSync(path, 'utf8') }));
const sources = ['src', 'test', 'scripts', 'bench', 'schemas'].flatMap(folder =>
  listFiles(folder, ['.ts', '.mjs', '.sh', '.json', '.cc', '.h']),
);

/** Paths of the package in running text or code: `src/model/mark.ts`, docs/errors.md, `src/spec/checks/`. */
const packagePath = /(?<![\w./-])(?:src|test|docs|scripts|schemas|bench|fixtures|bin)\/[\w./-]*[\w/]/g;

test('every file of the package that a document names exists', () => {
  const lost = documents.flatMap(({ path, text }) =>
    [...text.matchAll(packagePath)].filter(([name]) => !existsSync(name)).map(([name]) => `${path}: ${name}`),
  );
  assert.ok(documents.length > 10);
  assert.equal(lost, []);
});

test('every link between documents leads somewhere', () => {
  const lost = documents.flatMap(({ path, text }) =>
    [...text.matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)]
      .map(match => normalize(join(dirname(path), match[1]!)))
      .filter(target => !existsSync(target))
      .map(target => `${path}: ${target}`),
  );
  assert.equal(lost, []);
});

test('every document that the sources refer to exists', () => {
  const lost = sources.flatMap(path =>
    [...readFileSync(path, 'utf8').matchAll(/\bdocs\/[\w/-]+\.md\b/g)]
      .filter(([name]) => !existsSync(name))
      .map(([name]) => `${path}: ${name}`),
  );
  assert.equal(lost, []);
});

test('the index names every document', () => {
  const index = readFileSync('docs/README.md', 'utf8');
  const missing = listFiles('docs', ['.md'])
    .filter(path => path !== 'docs/README.md')
    .filter(path => !index.includes(`](${path.slice('docs/'.length)})`));
  assert.equal(missing, []);
});

test('every command that a document shows is one of the table', () => {
  const known = new Set(commandTable.flatMap(({ name, aliases }) => [name, ...aliases]));
  const wrong = documents.flatMap(({ path, text }) =>
    // Flags before the command, each with its value, are passed over; a word in capitals stands for something.
    [
      ...text.matchAll(
        /(?:^|[`$( ])lxc-compose(?: --?[\w-]+(?: [^-\s`]\S*)?)* ([a-z]+)\b(?=[^\n]*`|[^\n]*$)/gm,
      ),
    ]
      .filter(([whole]) => whole.startsWith('`') || whole.startsWith('$') || whole.startsWith('('))
      .filter(match => !known.has(match[1]!))
      .map(([whole]) => `${path}: ${whole.trim()}`),
  );
  assert.equal(wrong, []);
});

test('every limit of the schema has its row in docs/cgroups.md', () => {
  const schema = JSON.parse(readFileSync('schemas/lxc-compose.schema.json', 'utf8')) as {
    definitions: { limits: { properties: Record<string, unknown> } };
  };
  const rows = readFileSync('docs/cgroups.md', 'utf8').matchAll(/^\| `([a-z_]+)/gm);
  assert.equal(
    [...rows].map(match => match[1]).sort(),
    Object.keys(schema.definitions.limits.properties).sort(),
  );
});

test('every exit code stands in docs/commands.md', () => {
  const text = readFileSync('docs/commands.md', 'utf8');
  const table = text.slice(text.indexOf('## Exit codes'), text.indexOf('## Environment variables'));
  const named = new Set(table.match(/\b\d+\b/g)?.map(Number));
  assert.equal(
    Object.values(ExitCode).filter(code => !named.has(code)),
    [],
  );
});

test('the way of one limit names each file once, in the order of its stages', () => {
  const text = readFileSync('docs/one-limit.md', 'utf8');
  const named = [...text.matchAll(packagePath)].map(([name]) => name);
  assert.equal(named, [...new Set(named)]);
  assert.equal(
    named.filter(name => !existsSync(name)),
    [],
  );
  const stages = named.map(
    name => stageOf.find(([, pattern]) => pattern.test(name))?.[0] ?? `nothing for ${name}`,
  );
  assert.equal(
    stages.filter((stage, index) => stage !== stages[index - 1]),
    stageOf.map(([stage]) => stage),
  );
});

/** From the file to the kernel and back; a stage that goes, or comes at another place, is seen here. */
const stageOf: readonly (readonly [string, RegExp])[] = [
  ['schema', /^schemas\//],
  ['spec', /^src\/spec\//],
  ['normalised project', /^src\/model\/(?:project|limit-attributes)\.ts$/],
  ['reconcile', /^src\/reconcile\/(?!changes)/],
  ['plan', /^src\/model\/operation\.ts$/],
  ['execute', /^src\/runtime\/(?:execute|kinds\/container|launch-container)\.ts$/],
  ['cgroup', /^src\/cgroup\/(?!read|change)/],
  ['launch plan', /^src\/native\/[\w-]+\.ts$/],
  ['starter', /^src\/runtime\/starter-process\.ts$/],
  ['decode', /^src\/native\/common\//],
  ['kernel', /^src\/native\/child\//],
  ['observe', /^src\/(?:runtime\/(?:living|kinds\/limits)|cgroup\/(?:read|change))\.ts$/],
  ['cause', /^src\/reconcile\/changes\.ts$/],
  ['screen', /^src\/cli\//],
];

test.run();
