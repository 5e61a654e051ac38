/** A layer of an overlay, also one that a kill or a power cut left half made. */
import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { makeLayer } from '../../src/rootfs/layer.js';

const test = suite<{ directory: string; lower: string }>('layers');
const layers = (directory: string, first = 0) => ({ directory, ids: { first, size: 65536 } });

test.before.each(context => {
  context.directory = mkdtempSync(join(tmpdir(), 'lxc-compose-layer-'));
  context.lower = join(context.directory, 'base');
  mkdirSync(context.lower);
});
test.after.each(({ directory }) => rmSync(directory, { recursive: true }));

test('a mark that is torn does not lock an unchanged layer for good', ({ directory, lower }) => {
  const made = makeLayer(layers(directory), 'root', lower);
  const whole = readFileSync(`${made}/made`, 'utf8');
  for (let length = 0; length < whole.length; length++) {
    writeFileSync(`${made}/made`, whole.slice(0, length));
    makeLayer(layers(directory), 'root', lower);
    assert.is(readFileSync(`${made}/made`, 'utf8'), whole);
  }
});

test('changes of another base or of other ids are refused and kept', ({ directory, lower }) => {
  const made = makeLayer(layers(directory), 'root', lower);
  writeFileSync(`${made}/upper/changed`, 'x');
  if (process.getuid!() === 0) chownSync(`${made}/upper/changed`, 0, 0);
  mkdirSync(`${directory}/other`);
  assert.throws(() => makeLayer(layers(directory), 'root', `${directory}/other`), /another root file system/);
  assert.throws(() => makeLayer(layers(directory, 65536), 'root', lower), /other ids/);
  assert.is(readFileSync(`${made}/upper/changed`, 'utf8'), 'x');
  assert.is(makeLayer(layers(directory), 'root', lower), made);
});

if (process.getuid!() === 0) test.run();
else console.log('skipped: layers are given to other users, which needs root');
