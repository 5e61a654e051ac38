/** The commands `lint` and `init` without a spec or a host. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { LintResult } from '../../src/app/contract.js';
import { runFake } from './fakes.js';

const range = { file: '/srv/lab/lxc-compose.yaml', line: 2, column: 3, endColumn: 6 };
const finding = (level: 'error' | 'warning' | 'info') =>
  ({ code: 'LXCC1101', name: 'network-unused', level, message: `of level ${level}`, range }) as const;
const lintOf = (result: Partial<LintResult>) => ({
  lint: async () => ({ valid: true, findings: [], sources: new Map(), ...result }),
});
const all = lintOf({
  findings: [finding('info'), finding('warning'), finding('error')],
  sources: new Map([[range.file, 'networks:\n  br0: {}\n']]),
});

test('lint shows warnings and errors with their codes, and exits with 1', async () => {
  const { code, data, note } = await runFake(['lint'], { verbs: all, isRoot: false });
  assert.is(code, 1);
  assert.is(
    data,
    'lxc-compose.yaml:2:3: warning: of level warning [LXCC1101]\n  2 |   br0: {}\n    |   ^^^\n' +
      'lxc-compose.yaml:2:3: of level error [LXCC1101]\n  2 |   br0: {}\n    |   ^^^\n',
  );
  assert.is(note, '1 error, 1 warning; 1 more with --level info\n');
});

test('the level decides what is shown, and what is shown decides the exit code', async () => {
  const infos = lintOf({ findings: [finding('info')] });
  const warnings = lintOf({ findings: [finding('warning')] });
  for (const [line, verbs, wanted] of [
    ['lint', lintOf({}), 0],
    ['lint', infos, 0],
    ['lint --level info', infos, 0],
    ['lint --level info --strict', infos, 1],
    ['lint --strict', infos, 0],
    ['validate', warnings, 1],
    ['lint --level error', warnings, 0],
    ['lint --format json', warnings, 1],
    ['lint --format github', warnings, 1],
  ] as const) {
    assert.is((await runFake(line.split(' '), { verbs })).code, wanted, line);
  }
  assert.is(
    (await runFake(['lint', '--level', 'info'], { verbs: infos })).data.split('\n')[0],
    'lxc-compose.yaml:2:3: info: of level info [LXCC1101]',
  );
});

test('a clean spec is quiet', async () => {
  assert.equal(await runFake(['lint'], { verbs: lintOf({}) }), {
    code: 0,
    data: '',
    note: '',
    ansi: ['auto', 'auto'],
  });
});

test('a spec that is not valid is 65 in every format', async () => {
  const verbs = lintOf({ valid: false, findings: [finding('error')] });
  for (const format of ['text', 'json', 'github']) {
    const { code, data } = await runFake(['lint', '--format', format], { verbs });
    assert.is(code, 65);
    assert.match(data, 'of level error');
  }
});

test('lint takes no file as an argument', async () => {
  const { code, note } = await runFake(['lint', 'x.yaml'], { verbs: all });
  assert.is(code, 64);
  assert.match(note, '-f FILE');
});

test('init writes what it was given where it was told', async () => {
  const calls: unknown[][] = [];
  const verbs = {
    initSpec: async (_invocation: unknown, ...given: unknown[]) => {
      calls.push(given);
      return { text: 'the spec\n', remarks: [], sources: new Map<string, string>() };
    },
    writeNewFile: async (...given: unknown[]) => void calls.push(given),
  };
  const { code, note, data } = await runFake(['init'], { verbs, isRoot: false });
  assert.is(code, 0);
  assert.is(data, '');
  assert.match(note, '/srv/lab/lxc-compose.yaml is written');
  const quiet = await runFake(['init', '-q', '--from', 'compose', 'c.yaml', '-o', 'sub/s.yaml'], { verbs });
  assert.is(quiet.note, '');
  assert.equal(calls, [
    ['host', undefined, '/srv/lab/lxc-compose.yaml'],
    ['/srv/lab/lxc-compose.yaml', 'the spec\n'],
    ['compose', 'c.yaml', '/srv/lab/sub/s.yaml'],
    ['/srv/lab/sub/s.yaml', 'the spec\n'],
  ]);
});

test('init takes a file for the kinds that have one, and for no other', async () => {
  for (const line of [
    'init x',
    'init --from host x',
    'init --from lxc',
    'init --from compose a b',
    'init --from docker',
  ]) {
    assert.is((await runFake(line.split(' '))).code, 64, line);
  }
});

test.run();
