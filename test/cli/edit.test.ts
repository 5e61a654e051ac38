/** `set` and `fmt` on files: what is written, what is refused, and whose the file stays. */
import {
  chmodSync,
  lstatSync,
  mkdtempSync,
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
import { run } from '../../src/cli/run.js';
import { verbs } from '../../src/cli/verbs.js';
import { captureOutput } from './fakes.js';

const test = suite('editing files');
const directory = mkdtempSync(join(tmpdir(), 'edit-'));
const file = join(directory, 'lxc-compose.yaml');
const spec =
  '# mine\ncontainers:\n  web: # the web\n    rootfs: host\n    command: [sleep, "5"]\n    limits: {memory: 64M}\n';

async function cli(argv: string[], input = '') {
  const captured = captureOutput();
  const code = await run(argv, {
    environment: {},
    workingDirectory: directory,
    isRoot: false,
    verbs,
    createOutput: () => captured.output,
    readInput: async () => input,
    ask: undefined,
    now: Date.now,
  });
  return { code, data: captured.data(), note: captured.note(), text: readFileSync(file, 'utf8') };
}

test.before.each(() => writeFileSync(file, spec, { mode: 0o644 }));
test.after(() => rmSync(directory, { recursive: true }));

test('set changes one line and says nothing', async () => {
  const result = await cli(['set', 'web.limits.memory', '512M']);
  assert.equal(result, { code: 0, data: '', note: '', text: spec.replace('64M', '512M') });
});

test('set keeps the mode of the file and a link to it', async () => {
  chmodSync(file, 0o640);
  const link = join(directory, 'link.yaml');
  symlinkSync(file, link);
  assert.is((await cli(['-f', 'link.yaml', 'set', 'web.scale', '2'])).code, 0);
  assert.ok(lstatSync(link).isSymbolicLink());
  assert.is(statSync(file).mode & 0o777, 0o640);
  assert.match(readFileSync(file, 'utf8'), '    scale: 2\n');
  rmSync(link);
});

test('a value that makes the spec wrong is not written', async () => {
  for (const [path, value] of [
    ['web.limits.memory', 'lots'],
    ['web.limit.memory', '5M'],
    ['networks.br0.mtu', 'big'],
  ]) {
    const { code, note, text } = await cli(['set', path!, value!]);
    assert.is(code, 65, note);
    assert.match(note, 'lxc-compose.yaml:');
    assert.is(text, spec);
  }
});

test('a mistake that was there before does not stop the repair of another', async () => {
  writeFileSync(file, `${spec}    cpus: many\n    scale: none\n`);
  const { code, text } = await cli(['set', 'web.scale', '2']);
  assert.is(code, 0);
  assert.match(text, 'scale: 2\n');
});

test('what is so already is not written again', async () => {
  const { mtimeMs } = statSync(file);
  const { code, note } = await cli(['set', 'web.limits.memory', '64M']);
  assert.is(code, 0);
  assert.is(note, 'web.limits.memory is so already: nothing to change\n');
  assert.is(statSync(file).mtimeMs, mtimeMs);
  assert.match((await cli(['set', '--delete', 'web.tty'])).note, 'nothing to change');
});

test('set --dry-run shows the change, `-f -` prints the result', async () => {
  const { data, text } = await cli(['set', '--dry-run', 'web.limits.memory', '1G']);
  assert.is(text, spec);
  assert.match(data, '-    limits: {memory: 64M}\n+    limits: {memory: 1G}\n');
  assert.is((await cli(['-f', '-', 'set', 'web.tty', 'true'], spec)).data, `${spec}    tty: true\n`);
});

test('of several files the one is changed in which the path is written', async () => {
  const other = join(directory, 'other.yaml');
  writeFileSync(other, 'containers:\n  web:\n    tty: true\n');
  assert.is((await cli(['-f', file, '-f', other, 'set', 'web.tty', 'false'])).text, spec);
  assert.match(readFileSync(other, 'utf8'), 'tty: false');
  assert.match((await cli(['-f', file, '-f', other, 'set', 'web.scale', '2'])).text, 'scale: 2');
  rmSync(other);
});

test('a path, value or number of arguments that is none is exit code 64', async () => {
  for (const argv of [
    ['web.tty'],
    ['a..b', '1'],
    ['wbe.tty', '1'],
    ['name', '[a'],
    ['--delete', 'a', 'b'],
    [],
  ]) {
    assert.is((await cli(['set', ...argv])).code, 64, argv.join(' '));
  }
});

test('fmt writes and names what it has changed; --check only tells', async () => {
  const untidy = spec.replace('    command', '    command   ').replaceAll('    ', '      ');
  writeFileSync(file, untidy);
  const check = await cli(['fmt', '--check', '--diff']);
  assert.is(check.code, 1);
  assert.match(check.data, '-      rootfs: host\n');
  assert.is(check.text, untidy);
  assert.equal(await cli(['fmt']), { code: 0, data: 'lxc-compose.yaml\n', note: '', text: spec });
  assert.equal(await cli(['fmt', '--check']), { code: 0, data: '', note: '', text: spec });
});

test('fmt takes files, and `-` from standard input to standard output', async () => {
  assert.is((await cli(['fmt', '-'], 'containers:\n    a:\n')).data, 'containers:\n  a:\n');
  assert.is((await cli(['fmt', 'nothing.yaml'])).code, 66);
});

test('fmt --upgrade writes today’s words and keeps comments', async () => {
  writeFileSync(
    file,
    spec.replace('containers:', 'services: # s').replace('limits: {memory: 64M}', 'mem_limit: 64M # m'),
  );
  const { code, text } = await cli(['fmt', '--upgrade']);
  assert.is(code, 0);
  assert.is(
    text,
    spec
      .replace('containers:', 'containers: # s')
      .replace('limits: {memory: 64M}', 'limits:\n      memory: 64M # m'),
  );
});

test('a file that is not well-formed or not UTF-8 is refused and stays', async () => {
  writeFileSync(file, 'a: [1\n');
  const broken = await cli(['fmt']);
  assert.is(broken.code, 65);
  assert.match(broken.note, 'lxc-compose.yaml:');
  assert.is(broken.text, 'a: [1\n');
  const latin = Buffer.from('containers:\n    web: # caf\xe9\n', 'latin1');
  writeFileSync(file, latin);
  assert.is((await cli(['fmt'])).code, 4);
  assert.ok(readFileSync(file).equals(latin));
});

test.run();
