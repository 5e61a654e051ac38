import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const root = fileURLToPath(new URL('../..', import.meta.url));
const built = existsSync(join(root, 'dist/loader.cjs')) ? test : test.skip;
const directory = mkdtempSync(join(tmpdir(), 'lxc-compose-bundle-'));
test.after(() => rmSync(directory, { recursive: true }));

/** A copy of what the command needs, to break. */
function copy(name: string): string {
  const target = join(directory, name);
  mkdirSync(target);
  for (const part of ['bin', 'dist', 'schemas'])
    cpSync(join(root, part), join(target, part), { recursive: true });
  return join(target, 'bin/lxc-compose');
}

function run(program: string, ...argv: string[]) {
  return spawnSync(program, argv, { cwd: '/', encoding: 'utf8', timeout: 20_000 });
}

built(
  'the command works from everywhere, through symbolic links and from the search path (needs npm run build)',
  () => {
    const links = join(directory, 'links');
    mkdirSync(links);
    symlinkSync(join(root, 'bin/lxc-compose'), join(links, 'absolute'));
    symlinkSync('absolute', join(links, 'lxc-compose'));
    for (const program of [
      join(root, 'bin/lxc-compose'),
      join(links, 'absolute'),
      join(links, 'lxc-compose'),
    ]) {
      assert.match(run(program, 'version').stdout, /^lxc-compose version /);
    }
    const searched = spawnSync('lxc-compose', ['version'], {
      cwd: '/',
      env: { PATH: `${links}:/usr/bin:/bin:${dirname(process.execPath)}` },
      encoding: 'utf8',
    });
    assert.match(searched.stdout, /^lxc-compose version /);
  },
);

built(
  'without its code cache, or with a damaged one, it is slower and nothing else (needs npm run build)',
  () => {
    const program = copy('damaged');
    const cache = join(directory, 'damaged/dist/core.cjs.cache');
    assert.ok(existsSync(cache));
    truncateSync(cache, 1000);
    assert.is(run(program, 'version').status, 0);
    writeFileSync(cache, Buffer.alloc(500_000, 0xff));
    assert.is(run(program, 'version').status, 0);
    rmSync(cache);
    assert.match(run(program, 'version').stdout, /^lxc-compose version /);
  },
);

built('the bundle finds the files of its package (needs npm run build)', () => {
  const { stdout, status } = run(copy('package'), 'schema');
  assert.is(status, 0);
  assert.type(JSON.parse(stdout).properties, 'object');
});

built('a reader that has gone ends it quietly, and errors go to standard error (needs npm run build)', () => {
  const program = join(root, 'bin/lxc-compose');
  const piped = spawnSync('bash', ['-c', `"${program}" help | true; echo "\${PIPESTATUS[0]}"`], {
    encoding: 'utf8',
  });
  assert.match(piped.stdout, /^(0|141)\n$/);
  assert.is(piped.stderr, '');
  const wrong = run(program, 'nosuch');
  assert.is(wrong.status, 64);
  assert.is(wrong.stdout, '');
  assert.not.match(wrong.stderr, /\x1b/);
});

test('a checkout that is not built says how to build it', () => {
  const target = join(directory, 'unbuilt');
  mkdirSync(target);
  cpSync(join(root, 'bin'), join(target, 'bin'), { recursive: true });
  const { status, stderr } = run(join(target, 'bin/lxc-compose'), 'version');
  assert.is(status, 69);
  assert.match(stderr, 'npm ci');
});

test.run();
