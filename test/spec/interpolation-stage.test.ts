// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of the spec, not of TypeScript
/** Where and when variables are replaced: the rows of the contract that are about whole files. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { containerOf, errorsOf, loadText, projectOf, warningsOf, web } from './specs.js';

const environment = { V: 'value', KEY: 'name', NUMBER: '2', YES: 'yes', TRUE: 'true' };
const given = { environment };

test('a key of a mapping is left alone, and an item of a list is not', async () => {
  const mapping = await containerOf(web('labels: {"$KEY": x}'), 'web', given);
  assert.equal(mapping.labels, { $KEY: 'x' });
  const list = await containerOf(web('labels: ["$KEY=x"]'), 'web', given);
  assert.equal(list.labels, { name: 'x' });
});

test('anchors are resolved before, so each use is replaced', async () => {
  const text = `x-a: &a ["\${V}"]\n${web('labels: *a')}`;
  assert.equal((await containerOf(text, 'web', given)).labels, { value: '' });
});

test('an unset variable that many aliases lead to is told once', async () => {
  const text = `x-a: &a {a: "\${UNSET}"}\n${web('labels: *a\nannotations: *a')}`.replace(
    'annotations',
    'sysctls',
  );
  assert.is((await warningsOf(text, given)).filter(each => each.includes('UNSET')).length, 1);
});

test('files are interpolated by themselves, before they are merged', async () => {
  const root = mkdtempSync(join(tmpdir(), 'stage-'));
  writeFileSync(join(root, 'a.yaml'), web('hostname: "${BROKEN"'));
  writeFileSync(join(root, 'b.yaml'), web('hostname: fine'));
  const errors = await errorsOf('', { files: ['a.yaml', 'b.yaml'], workingDirectory: root });
  rmSync(root, { recursive: true });
  assert.equal(
    errors.map(each => each.code),
    ['interpolation'],
    'although b.yaml takes its place',
  );
});

test('a text becomes what the schema wants at its place', async () => {
  const { containers } = await projectOf(
    web(
      'scale: "${NUMBER}"\ntty: "${TRUE}"\nprivileged: ${YES}\nhostname: h${NUMBER}\nlimits: {cpu_weight: $NUMBER, memory: "${NUMBER}M"}',
    ),
    given,
  );
  assert.is(containers.length, 2);
  assert.equal([containers[0]!.tty, containers[0]!.security.privileged], [true, true]);
  assert.equal([containers[0]!.limits.cpu_weight, containers[0]!.limits.memory], [2, 2 * 1024 * 1024]);
  assert.is(containers[0]!.hostname, 'h2');
  assert.match((await errorsOf(web('tty: "${V}"'), given))[0]!.message, /invalid boolean: value/);
  assert.match((await errorsOf(web('scale: "${V}"'), given))[0]!.message, /invalid integer: value/);
});

test('what a variable holds stays one text, whatever it looks like', async () => {
  const hostile = { environment: { V: '[a, b]\n- c: {d: e}\n# f' } };
  const { labels, command } = await containerOf(web('labels: {a: "$V"}\ncommand: [x, $V]'), 'web', hostile);
  assert.equal([labels['a'], command[1]], [hostile.environment.V, hostile.environment.V]);
});

test('the environment goes before .env, of several files the last one wins, and env_file is no source', async () => {
  const root = mkdtempSync(join(tmpdir(), 'stage-'));
  writeFileSync(join(root, '.env'), 'V=dotenv\nA=dotenv\n');
  writeFileSync(join(root, 'one.env'), 'A=one\nB=one\n');
  writeFileSync(join(root, 'two.env'), 'B=two\n');
  writeFileSync(join(root, 'own.env'), 'C=own\n');
  const text = web('env_file: own.env\nlabels: ["$V", "$A", "$B", "<$C>"]');
  const labels = async (envFiles: string[] | null) =>
    Object.keys((await containerOf(text, 'web', { ...given, envFiles, workingDirectory: root })).labels);
  const [dotenv, named] = [await labels(null), await labels(['one.env', 'two.env'])];
  rmSync(root, { recursive: true });
  assert.equal(dotenv, ['value', 'dotenv', '', '<>']);
  assert.equal(named, ['value', 'one', 'two', '<>']);
});

test('an error names the variable and the line, and nothing is taken in its place', async () => {
  const result = await loadText(web('hostname: ${NAME:?give it a name}'));
  assert.not.ok(result.ok);
  const [error] = await errorsOf(web('hostname: ${NAME:?give it a name}'));
  assert.is(error!.message, 'required variable NAME is missing a value: give it a name');
  assert.is(error!.range!.line, 6);
});

test.run();
