/** The kept spec: written when it is another one, for root alone, and not even formatted when it is surely the same. */
import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keepSpec, readKeptSpec } from '../../src/store/kept-spec.js';

const test = suite('kept spec');
let directory: string;
test.before.each(() => {
  directory = mkdtempSync(join(tmpdir(), 'lxc-compose-kept-'));
});
test.after.each(() => rmSync(directory, { recursive: true }));

const path = () => join(directory, 'SPEC.yaml');

test('the first is written, and nobody else may read it', async () => {
  assert.is(readKeptSpec(directory), null);
  await keepSpec(directory, 'a', undefined, async () => 'name: lab\n');
  assert.is(readKeptSpec(directory), 'name: lab\n');
  assert.is(statSync(path()).mode & 0o777, 0o600);
});

test('the same spec is not formatted again, unless the kept one is gone', async () => {
  const never = async () => {
    throw new Error('formatted');
  };
  writeFileSync(path(), 'name: lab\n');
  await keepSpec(directory, 'a', 'a', never);
  rmSync(path());
  await keepSpec(directory, 'a', 'a', async () => 'name: lab\n');
  assert.is(readKeptSpec(directory), 'name: lab\n');
});

test('another one that reads the same leaves the file as it is; one that does not takes its place', async () => {
  writeFileSync(path(), 'name: lab\n');
  utimesSync(path(), 1, 1);
  await keepSpec(directory, 'b', 'a', async () => 'name: lab\n');
  await keepSpec(directory, undefined, undefined, async () => 'name: lab\n');
  assert.is(statSync(path()).mtimeMs, 1000);
  await keepSpec(directory, 'c', 'a', async () => 'name: other\n');
  assert.is(readFileSync(path(), 'utf8'), 'name: other\n');
});

test.run();
