/** Trees that debootstrap makes: once for all that want the same, and nothing left of one that failed. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Debootstrap, debootstrapTree } from '../../src/model/debootstrap.js';
import { makeDebootstrap } from '../../src/rootfs/debootstrap.js';

const base = mkdtempSync(join(tmpdir(), 'lxc-compose-debootstrap-'));
test.after(() => rmSync(base, { recursive: true }));

const settings: Debootstrap = {
  suite: 'bookworm',
  mirror: 'http://127.0.0.1/debian',
  include: ['busybox', 'dbus'],
  variant: 'minbase',
};

test('the same settings are the same tree, others are another', () => {
  const tree = debootstrapTree(base, settings);
  assert.is(debootstrapTree(base, { ...settings }), tree);
  for (const other of [{ suite: 'trixie' }, { include: [] }, { variant: 'buildd' as const }])
    assert.is.not(debootstrapTree(base, { ...settings, ...other }), tree);
});

test('two that ask at once get one tree, and who comes later starts nothing', async () => {
  const tree = debootstrapTree(base, settings);
  const calls: string[][] = [];
  const run = async (args: string[]) => {
    calls.push(args);
    const fresh = args.at(-2)!;
    mkdirSync(join(fresh, 'etc'), { recursive: true });
    mkdirSync(join(fresh, 'var/cache/apt/archives'), { recursive: true });
    writeFileSync(join(fresh, 'etc/machine-id'), 'the same for all\n');
    writeFileSync(join(fresh, 'var/cache/apt/archives/x.deb'), '');
    return { exitCode: 0, output: '' };
  };
  await Promise.all([makeDebootstrap(tree, settings, run), makeDebootstrap(tree, settings, run)]);
  await makeDebootstrap(tree, settings, run);
  assert.is(calls.length, 1);
  assert.equal(calls[0]!.slice(0, 3), ['--variant=minbase', '--include=busybox,dbus', 'bookworm']);
  assert.is(calls[0]!.at(-1), 'http://127.0.0.1/debian');
  assert.is(readFileSync(join(tree, 'etc/machine-id'), 'utf8'), '');
  assert.equal(readdirSync(join(tree, 'var/cache/apt/archives')), []);
});

test('a failure is told with the last line, and leaves nothing', async () => {
  const tree = debootstrapTree(base, { ...settings, suite: 'none' });
  const run = async (args: string[]) => {
    mkdirSync(args.at(-2)!, { recursive: true });
    return { exitCode: 1, output: 'I: Retrieving\nE: Invalid Release file\n' };
  };
  try {
    await makeDebootstrap(tree, { ...settings, suite: 'none' }, run);
    assert.unreachable();
  } catch (error) {
    assert.match(
      (error as Error).message,
      'cannot make none from http://127.0.0.1/debian: E: Invalid Release file',
    );
  }
  assert.not.ok(existsSync(tree));
  assert.equal(
    readdirSync(join(base, '.rootfs')).filter(name => name.includes('.new')),
    [],
  );
});

test.run();
