/** Configs and secrets in the spec: where they end up inside, and what a project and its cache know of them. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cachedLoad } from '../../src/spec/cache.js';
import { formatProject } from '../../src/spec/print.js';
import { loadText, projectOf } from './specs.js';

interface Place {
  root: string;
}
const test = suite<Place>('configs and secrets');
test.before.each(place => {
  place.root = mkdtempSync(join(tmpdir(), 'lxc-compose-provided-'));
});
test.after.each(({ root }) => rmSync(root, { recursive: true }));

const spec = `
configs: {app.conf: {content: "user = \${NAME}", labels: {a: b}}}
secrets: {password: {file: ./password}, token: {environment: TOKEN}}
containers:
  web:
    rootfs: host
    command: x
    configs: [app.conf, {source: app.conf, target: etc/second.conf, mode: 0600}]
    secrets: [password, {source: token, target: deep/token, uid: 5, gid: "6", mode: "0o440"}, {source: token, target: /token}]
`;
const environment = { NAME: 'me$', TOKEN: 'canary-token' };

const prepared = (root: string) => {
  writeFileSync(join(root, 'password'), 'canary-password');
  return { workingDirectory: root, environment };
};

test('targets, owners and modes are as Docker Compose has them', async ({ root }) => {
  const { containers } = await projectOf(spec, prepared(root));
  assert.equal(
    containers[0]!.files.map(each => [each.kind, each.target, each.uid, each.gid, each.mode]),
    [
      ['config', '/app.conf', 0, 0, 0o444],
      ['config', '/etc/second.conf', 0, 0, 0o600],
      ['secret', '/run/secrets/password', 0, 0, 0o444],
      ['secret', '/run/secrets/deep/token', 5, 6, 0o440],
      ['secret', '/token', 0, 0, 0o444],
    ],
  );
});

test('what is printed loads as the same project, and neither holds a secret', async ({ root }) => {
  const request = prepared(root);
  const { positions: _first, ...project } = await projectOf(spec, request);
  const printed = formatProject(project as never);
  const { positions: _second, ...again } = await projectOf(printed, request);
  assert.equal(again, project);
  assert.is(formatProject(again as never), printed);
  assert.equal(project.configs[0]!.from, { content: 'user = me$' });
  assert.not.match(printed + JSON.stringify(project), /canary/);
});

test('the cache holds no secret and is not believed once one has changed', async ({ root }) => {
  prepared(root);
  writeFileSync(join(root, 'lxc-compose.yaml'), spec);
  const cache = join(root, 'cache');
  const hashes = async (token: string) => {
    const request = { files: [], profiles: [], envFiles: null, workingDirectory: root };
    const result = await cachedLoad(
      { ...request, environment: { ...environment, TOKEN: token } },
      cache,
      '1',
    );
    if (!result.ok) throw new Error(result.diagnostics[0]!.message);
    return result.project.secrets.map(each => each.sha256);
  };
  const before = await hashes('canary-token');
  const entries = readdirSync(cache).map(name => readFileSync(join(cache, name), 'utf8'));
  assert.is(entries.length, 1);
  assert.not.match(entries.join(), /canary/);
  assert.equal(await hashes('canary-token'), before);
  assert.is.not((await hashes('another'))[1], before[1]);
  writeFileSync(join(root, 'password'), 'another');
  assert.is.not((await hashes('canary-token'))[0], before[0]);
});

test('a variable of .env is taken, and the environment goes before it', async ({ root }) => {
  prepared(root);
  writeFileSync(join(root, 'lxc-compose.yaml'), spec);
  writeFileSync(join(root, '.env'), 'TOKEN=of-the-file\n');
  const token = async (variables: Record<string, string>) => {
    const project = await projectOf(spec, {
      workingDirectory: root,
      environment: { NAME: 'me', ...variables },
      envFiles: null,
    });
    return project.secrets[1]!.sha256;
  };
  assert.is.not(await token({}), await token({ TOKEN: 'of-the-environment' }));
});

test('a content of 1 MiB is taken, one byte more is not, and the error does not show it', async ({
  root,
}) => {
  const text = 'secrets: {a: {file: ./a}}\ncontainers: {web: {rootfs: host, command: x, secrets: [a]}}';
  writeFileSync(join(root, 'a'), 'canary'.padEnd(1024 * 1024, 'x'));
  await projectOf(text, { workingDirectory: root });
  writeFileSync(join(root, 'a'), 'canary'.padEnd(1024 * 1024 + 1, 'x'));
  const result = await loadText(text, { workingDirectory: root });
  assert.is(result.ok, false);
  assert.match(JSON.stringify(result), /larger than 1 MiB/);
  assert.not.match(JSON.stringify(result), /canary/);
});

test('more than 8 MiB for one container is refused', async ({ root }) => {
  writeFileSync(join(root, 'a'), Buffer.alloc(1024 * 1024));
  const configs = Array.from({ length: 9 }, (_, index) => ({ source: 'a', target: `a${index}` }));
  const of = (count: number) =>
    JSON.stringify({
      configs: { a: { file: './a' } },
      containers: { web: { rootfs: 'host', command: ['x'], configs: configs.slice(0, count) } },
    });
  await projectOf(of(8), { workingDirectory: root });
  assert.match(JSON.stringify(await loadText(of(9), { workingDirectory: root })), /larger than 8 MiB/);
});

test.run();
