/** LXC's commands as links: made, found, taken away, and never in the place of something else. */
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { installAliases, installedAliases, removeAliases } from '../../src/app/aliases.js';
import { Problem } from '../../src/model/problem.js';

const test = suite('aliases');

let directory: string;
let program: string;
const names = ['lxc-ls', 'lxc-start'];

test.before.each(() => {
  directory = mkdtempSync(join(tmpdir(), 'aliases-'));
  program = join(directory, 'lxc-compose');
  writeFileSync(program, '#!/bin/sh\n');
});
test.after.each(() => rmSync(directory, { recursive: true, force: true }));

test('links are made where there is nothing, also in a directory that is not there yet, and again', () => {
  const target = join(directory, 'deep/bin');
  for (let round = 0; round < 2; round++) installAliases(target, names, program);
  assert.ok(lstatSync(join(target, 'lxc-ls')).isSymbolicLink());
  assert.equal(installedAliases(target, names, program), [join(target, 'lxc-ls'), join(target, 'lxc-start')]);
});

test('a file that is not ours is refused, and nothing is made', () => {
  writeFileSync(join(directory, 'lxc-start'), 'theirs');
  assert.throws(
    () => installAliases(directory, names, program),
    (error: unknown) => error instanceof Problem && /lxc-start is there and is not ours/.test(error.message),
  );
  assert.not.ok(existsSync(join(directory, 'lxc-ls')));
  assert.is(readFileSync(join(directory, 'lxc-start'), 'utf8'), 'theirs');
});

test('a link to something else is not ours either, nor is one that leads nowhere', () => {
  for (const target of ['/bin/true', join(directory, 'gone')]) {
    symlinkSync(target, join(directory, 'lxc-ls'));
    assert.throws(() => installAliases(directory, names, program), /is not ours/);
    assert.equal(removeAliases(directory, names, program), []);
    assert.ok(lstatSync(join(directory, 'lxc-ls')));
    rmSync(join(directory, 'lxc-ls'));
  }
});

test('only our links are taken away', () => {
  installAliases(directory, ['lxc-ls'], program);
  writeFileSync(join(directory, 'lxc-start'), 'theirs');
  assert.equal(removeAliases(directory, names, program), [join(directory, 'lxc-ls')]);
  assert.ok(existsSync(join(directory, 'lxc-start')));
  assert.ok(existsSync(program));
});

test.run();
