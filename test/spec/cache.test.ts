import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cachedLoad } from '../../src/spec/cache.js';
import type { LoadRequest } from '../../src/spec/request.js';

interface Place {
  root: string;
  cache: string;
}
const test = suite<Place>('cache');

const spec = `name: lab
containers:
  web:
    rootfs: host
    command: [echo, "\${GREETING:-none}"]
    env_file: web.env
    environment: [INHERITED]
`;

test.before.each(place => {
  place.root = mkdtempSync(join(tmpdir(), 'lxc-compose-cache-'));
  place.cache = join(place.root, 'cache');
  writeFileSync(join(place.root, 'lxc-compose.yaml'), spec);
  writeFileSync(join(place.root, '.env'), 'GREETING=hello\n');
  writeFileSync(join(place.root, 'web.env'), 'A=1\n');
});
test.after.each(({ root }) => rmSync(root, { recursive: true }));

function request({ root }: Place, environment: Record<string, string> = {}): LoadRequest {
  return { files: [], profiles: [], envFiles: null, environment, workingDirectory: root };
}

async function web(place: Place, environment: Record<string, string> = {}, version = '1') {
  const result = await cachedLoad(request(place, environment), place.cache, version);
  if (!result.ok) throw new Error(result.diagnostics[0]!.message);
  return result.project.containers[0]!;
}

function entryPath({ cache }: Place): string {
  const [name] = readdirSync(cache);
  return join(cache, name!);
}

/** Changes what an entry says, so that a hit can be told from a new compilation. */
function forge(place: Place): void {
  const path = entryPath(place);
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll('"hello"', '"forged"'));
}

test('the second load takes the stored project', async place => {
  const first = await cachedLoad(request(place), place.cache, '1');
  assert.equal(await cachedLoad(request(place), place.cache, '1'), first);
  forge(place);
  assert.equal((await web(place)).command, ['echo', 'forged']);
});

test('entries are 0600 in a 0700 directory and no temporary file stays', async place => {
  await web(place);
  assert.is(readdirSync(place.cache).length, 1);
  assert.is(statSync(entryPath(place)).mode & 0o777, 0o600);
  assert.is(statSync(place.cache).mode & 0o777, 0o700);
});

const changes: [
  what: string,
  change: (root: string) => void,
  command: string[],
  environment?: Record<string, string>,
][] = [
  [
    'spec',
    root => writeFileSync(join(root, 'lxc-compose.yaml'), spec.replace('echo', 'print')),
    ['print', 'hello'],
  ],
  ['.env', root => writeFileSync(join(root, '.env'), 'GREETING=bye\n'), ['echo', 'bye']],
  ['.env that is gone', root => rmSync(join(root, '.env')), ['echo', 'none']],
  ['variable that was not set', () => {}, ['echo', 'set'], { GREETING: 'set' }],
];
for (const [what, change, command, environment] of changes) {
  test(`a changed ${what} is seen`, async place => {
    await web(place);
    forge(place);
    change(place.root);
    assert.equal((await web(place, environment)).command, command);
  });
}

test('a changed env_file is seen', async place => {
  assert.is((await web(place)).environment['A'], '1');
  writeFileSync(join(place.root, 'web.env'), 'A=2\n');
  assert.is((await web(place)).environment['A'], '2');
});

test('a changed variable that a container takes over is seen', async place => {
  assert.is((await web(place, { INHERITED: 'x' })).environment['INHERITED'], 'x');
  assert.is((await web(place, { INHERITED: 'y' })).environment['INHERITED'], 'y');
  assert.is((await web(place)).environment['INHERITED'], undefined);
});

test('a variable that nobody asked for does not matter', async place => {
  await web(place, { TERM: 'a' });
  forge(place);
  assert.equal((await web(place, { TERM: 'b' })).command, ['echo', 'forged']);
});

test('a new override file is seen', async place => {
  await web(place);
  writeFileSync(join(place.root, 'lxc-compose.override.yaml'), 'containers: {web: {command: [over]}}');
  assert.equal((await web(place)).command, ['over']);
});

test('a changed file that the spec includes or extends is seen', async place => {
  await web(place);
  writeFileSync(join(place.root, 'base.yaml'), 'containers: {base: {environment: {LAYER: one}}}');
  writeFileSync(
    join(place.root, 'lxc-compose.override.yaml'),
    'containers: {web: {extends: {service: base, file: base.yaml}}}',
  );
  assert.is((await web(place)).environment['LAYER'], 'one');
  writeFileSync(join(place.root, 'base.yaml'), 'containers: {base: {environment: {LAYER: two}}}');
  assert.is((await web(place)).environment['LAYER'], 'two');
});

test('another version of the package compiles anew', async place => {
  await web(place);
  forge(place);
  assert.equal((await web(place, {}, '2')).command, ['echo', 'hello']);
});

test('other profiles are another entry', async place => {
  await web(place);
  await cachedLoad({ ...request(place), profiles: ['debug'] }, place.cache, '1');
  assert.is(readdirSync(place.cache).length, 2);
});

test('a damaged entry is ignored and replaced, wherever it is cut off', async place => {
  await web(place);
  const path = entryPath(place);
  const whole = readFileSync(path, 'utf8');
  for (const text of [
    '',
    '{',
    'null',
    '{}',
    '[]',
    '\u0000'.repeat(50),
    ...Array.from({ length: 20 }, (_, index) => whole.slice(0, (whole.length * index) / 20)),
  ]) {
    writeFileSync(path, text);
    assert.equal((await web(place)).command, ['echo', 'hello']);
    assert.is(readFileSync(path, 'utf8'), whole);
  }
});

test('a directory that others can write is not believed', async place => {
  await web(place);
  forge(place);
  chmodSync(place.cache, 0o777);
  assert.equal((await web(place)).command, ['echo', 'hello']);
});

test('a symbolic link in place of the directory is not believed', async place => {
  mkdirSync(join(place.root, 'elsewhere'), { mode: 0o700 });
  symlinkSync(join(place.root, 'elsewhere'), place.cache);
  await web(place);
  assert.equal(readdirSync(join(place.root, 'elsewhere')), []);
});

test('a faulty spec is not stored', async place => {
  writeFileSync(join(place.root, 'lxc-compose.yaml'), 'containers: 3');
  assert.is((await cachedLoad(request(place), place.cache, '1')).ok, false);
  assert.equal(readdirSync(place.cache), []);
});

test.run();
