// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of the spec, not of TypeScript
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type LoadRequest, type LoadResult, load } from '../../src/spec/load.js';

interface Place {
  root: string;
}
const test = suite<Place>('discover');
const spec = (command: string) => `containers: {web: {rootfs: host, command: [${command}]}}\n`;

test.before.each(place => {
  place.root = mkdtempSync(join(tmpdir(), 'Lxc_Compose-'));
  mkdirSync(join(place.root, 'a/b'), { recursive: true });
});
test.after.each(({ root }) => rmSync(root, { recursive: true }));

function at(directory: string, more: Partial<LoadRequest> = {}): Promise<LoadResult> {
  const request = { files: [], profiles: [], envFiles: null, environment: {}, workingDirectory: directory };
  return load({ ...request, ...more });
}

async function commandAt(directory: string, more: Partial<LoadRequest> = {}): Promise<string> {
  const result = await at(directory, more);
  if (!result.ok) throw new Error(result.diagnostics[0]!.message);
  return result.project.containers[0]!.command[0]!;
}

async function failureAt(directory: string, more: Partial<LoadRequest> = {}) {
  const result = await at(directory, more);
  if (result.ok) throw new Error('it was loaded');
  return { exitCode: result.exitCode, ...result.diagnostics[0]! };
}

test('the file of the working directory or of the nearest parent is taken', async ({ root }) => {
  writeFileSync(join(root, 'lxc-compose.yml'), spec('top'));
  assert.is(await commandAt(join(root, 'a/b')), 'top');
  writeFileSync(join(root, 'a/lxc-compose.yaml'), spec('near'));
  assert.is(await commandAt(join(root, 'a/b')), 'near');
});

test('of both names the first is taken with a warning', async ({ root }) => {
  writeFileSync(join(root, 'lxc-compose.yml'), spec('yml'));
  writeFileSync(join(root, 'lxc-compose.yaml'), spec('yaml'));
  const result = await at(root);
  assert.ok(result.ok && result.project.containers[0]!.command[0] === 'yaml');
  assert.match(result.ok ? result.warnings[0]!.message : '', /both lxc-compose.yaml and lxc-compose.yml/);
});

test('without a file the exit code is 66', async ({ root }) => {
  assert.is((await failureAt(join(root, 'a'))).exitCode, 66);
  assert.is((await failureAt(root, { files: ['missing.yaml'] })).exitCode, 66);
  assert.is((await failureAt(root, { files: ['a'] })).exitCode, 66);
});

test('a file of Docker Compose is never taken, but the way to translate it is told', async ({ root }) => {
  writeFileSync(join(root, 'compose.yaml'), spec('no'));
  const failure = await failureAt(join(root, 'a'));
  assert.is(failure.exitCode, 66);
  assert.match(failure.hint!, /compose\.yaml is for Docker Compose: .*lxc-compose import compose/);
});

test('an override file is laid over the one beside it, and not over one that is named', async ({ root }) => {
  writeFileSync(join(root, 'lxc-compose.yaml'), spec('x'));
  writeFileSync(join(root, 'lxc-compose.override.yml'), spec('y'));
  assert.is(await commandAt(join(root, 'a/b')), 'y');
  assert.is(await commandAt(root, { files: ['lxc-compose.yaml'] }), 'x');
  writeFileSync(join(root, 'lxc-compose.override.yaml'), spec('z'));
  const result = await at(root);
  assert.ok(result.ok);
  assert.match(
    result.warnings[0]!.message,
    /both lxc-compose\.override\.yaml and lxc-compose\.override\.yml/,
  );
  assert.is(result.project.containers[0]!.command[0], 'z');
  assert.equal(result.project.files, [
    join(root, 'lxc-compose.yaml'),
    join(root, 'lxc-compose.override.yaml'),
  ]);
});

test('of several -f each is laid over those before it, and paths start where the first one is', async ({
  root,
}) => {
  writeFileSync(join(root, 'a/one.yaml'), 'services: {web: {rootfs: ./tree, command: [one]}}\n');
  writeFileSync(join(root, 'two.yaml'), spec('two').replace('rootfs: host, ', 'volumes: [./data:/data], '));
  const result = await at(root, { files: ['a/one.yaml', 'two.yaml'] });
  assert.ok(result.ok);
  const [web] = result.project.containers;
  assert.equal(web!.command, ['two']);
  assert.is(web!.rootfs.path, join(root, 'a/tree'));
  assert.is(web!.mounts[0]!.source, join(root, 'a/data'));
  assert.is(await commandAt(root, { files: ['a/one.yaml', '-'], standardInput: spec('typed') }), 'typed');
  assert.match((await failureAt(root, { files: ['-', '-'] })).message, /twice/);
});

test('LXC_COMPOSE_FILE may name several files', async ({ root }) => {
  writeFileSync(join(root, 'one.yaml'), spec('one'));
  writeFileSync(join(root, 'two.yaml'), spec('two'));
  assert.is(await commandAt(root, { environment: { LXC_COMPOSE_FILE: 'one.yaml:two.yaml' } }), 'two');
  const environment = { LXC_COMPOSE_FILE: 'two.yaml;one.yaml', LXC_COMPOSE_PATH_SEPARATOR: ';' };
  assert.is(await commandAt(root, { environment }), 'one');
});

test('--host-overlay lays the file of this host over all, and misses it when it is not there', async ({
  root,
}) => {
  writeFileSync(join(root, 'lxc-compose.yaml'), spec('x'));
  writeFileSync(join(root, 'lxc-compose.override.yaml'), spec('y'));
  writeFileSync(join(root, 'lxc-compose.alpha.yml'), spec('alpha'));
  assert.is(await commandAt(root), 'y');
  assert.is(await commandAt(root, { hostOverlay: 'alpha' }), 'alpha');
  assert.match((await failureAt(root, { hostOverlay: 'beta' })).message, /no lxc-compose\.beta\.yaml/);
});

test('LXC_COMPOSE_FILE names the file, and -f goes before it', async ({ root }) => {
  writeFileSync(join(root, 'one.yaml'), spec('one'));
  writeFileSync(join(root, 'two.yaml'), spec('two'));
  const environment = { LXC_COMPOSE_FILE: 'one.yaml' };
  assert.is(await commandAt(root, { environment }), 'one');
  assert.is(await commandAt(root, { environment, files: ['two.yaml'] }), 'two');
});

test('the project is named by -p, the variable, the file, or the directory', async ({ root }) => {
  const name = async (text: string, more: Partial<LoadRequest> = {}) => {
    writeFileSync(join(root, 'lxc-compose.yaml'), text);
    const result = await at(root, more);
    return result.ok ? result.project.name : result.diagnostics[0]!.message;
  };
  assert.match(await name(spec('x')), /^lxc_compose-[a-z0-9]+$/);
  assert.is(await name(`name: file\n${spec('x')}`), 'file');
  assert.is(
    await name(`name: file\n${spec('x')}`, { environment: { LXC_COMPOSE_PROJECT_NAME: 'variable' } }),
    'variable',
  );
  assert.is(await name(`name: file\n${spec('x')}`, { projectName: 'flag' }), 'flag');
  assert.match(await name(spec('x'), { projectName: 'Flag!' }), /^"Flag!" is not a project name/);
});

test('variables come from the environment, then from .env or the files in its place', async ({ root }) => {
  writeFileSync(join(root, 'lxc-compose.yaml'), spec('"${V:-none}"'));
  assert.is(await commandAt(root), 'none');
  writeFileSync(join(root, '.env'), 'V=dot\n');
  writeFileSync(join(root, 'other.env'), 'V=other\n');
  assert.is(await commandAt(root), 'dot');
  assert.is(await commandAt(root, { environment: { LXC_COMPOSE_DISABLE_ENV_FILE: '1' } }), 'none');
  assert.is(await commandAt(root, { envFiles: ['.env', 'other.env'] }), 'other');
  assert.is(await commandAt(root, { environment: { LXC_COMPOSE_ENV_FILES: 'other.env' } }), 'other');
  assert.is(await commandAt(root, { environment: { V: 'process' } }), 'process');
  assert.is((await failureAt(root, { envFiles: ['missing.env'] })).exitCode, 66);
});

test('a fault in .env is shown with its file and line', async ({ root }) => {
  writeFileSync(join(root, 'lxc-compose.yaml'), spec('x'));
  writeFileSync(join(root, '.env'), 'A=1\nB%=2\n');
  const failure = await failureAt(root);
  assert.is(failure.exitCode, 65);
  assert.equal(failure.range, { file: join(root, '.env'), line: 2, column: 1 });
});

test('a file that a container names is read from the project directory', async ({ root }) => {
  const text = `containers:\n  web:\n    rootfs: host\n    command: [x]\n    env_file: [web.env, {path: none.env, required: false}]\n    environment: {B: own}\n`;
  writeFileSync(join(root, 'lxc-compose.yaml'), text);
  assert.match((await failureAt(root)).message, /"web.env" is not there/);
  writeFileSync(join(root, 'web.env'), 'A=1\nB=file\nC="$A"\n');
  const result = await at(root);
  assert.equal(result.ok && result.project.containers[0]!.environment, { A: '1', B: 'own', C: '1' });
});

test.run();
