/** What npm makes of the checkout: a package that builds its native part where it is installed. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const root = join(import.meta.dirname, '../..');
const { scripts, dependencies, devDependencies } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
) as Record<string, Record<string, string>>;

test('the package has the command, the bundles and the source of the native part', () => {
  const listing = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [packed] = JSON.parse(listing) as [{ files: { path: string }[] }];
  const paths = new Set(packed.files.map(each => each.path));
  for (const path of ['bin/lxc-compose', 'dist/loader.cjs', 'src/native/CMakeLists.txt', 'LICENSE']) {
    assert.ok(paths.has(path), path);
  }
  assert.not.ok([...paths].some(path => /^(test|fixtures|build)\//.test(path)));
});

test('an installation builds with what is installed, a checkout builds the rest too', () => {
  assert.match(scripts!.install!, /build:native/);
  for (const tool of ['cmake-js', 'node-addon-api', 'node-api-headers'])
    assert.ok(tool in dependencies!, tool);
  assert.match(scripts!.prepare!, /build:validator.*build:bundle/);
  for (const tool of ['ajv', 'esbuild']) assert.ok(tool in devDependencies!, tool);
});

test.run();
