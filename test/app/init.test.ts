/** The specs that `init` writes: every one loads, is clean, and is in the order of the reference. */
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
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { freeSubnet } from '../../src/app/free-subnet.js';
import { initSpec } from '../../src/app/init.js';
import { writeNewFile } from '../../src/app/write-new-file.js';
import { Problem } from '../../src/model/problem.js';
import { networkRange } from '../../src/spec/values/address.js';
import { invocationIn, lintText } from '../lint/lint-directory.js';
import { projectOf } from '../spec/specs.js';

const templates = new URL('../../templates/', import.meta.url).pathname;
const kinds = readdirSync(templates).map(name => name.replace('.yaml', ''));
const directory = mkdtempSync(join(tmpdir(), 'lxc-compose-init-'));
test.after(() => rmSync(directory, { recursive: true }));

const written = async (kind: string, target: string) =>
  (await initSpec(invocationIn(directory), kind, undefined, target)).text;

test('there is a template for each kind that needs no file', () => {
  assert.equal(kinds.sort(), ['debootstrap', 'host', 'sshd']);
});

for (const kind of kinds) {
  test(`the template ${kind} has no finding of any level, as it is and under the names of a directory`, async () => {
    for (const text of [
      readFileSync(`${templates}${kind}.yaml`, 'utf8'),
      await written(kind, '/srv/My Shop/lxc-compose.yaml'),
    ]) {
      const { valid, findings } = await lintText(text);
      assert.ok(valid);
      assert.equal(findings, []);
    }
  });

  test(`the template ${kind} names everything after the directory, and nothing after itself`, async () => {
    const text = await written(kind, '/srv/A very_long-Name of a directory/lxc-compose.yaml');
    const project = await projectOf(text, { projectName: undefined as never });
    assert.is(project.name, 'avery_long-nameofadirectory');
    assert.equal(
      project.networks.map(each => each.name),
      ['br-avery_long-n'],
    );
    assert.not.match(text, 'my-project');
  });

  test(`the template ${kind} keeps its comments below each other`, async () => {
    const column = (text: string) =>
      text
        .split('\n')
        .filter(line => /^\S.*\s# begins the names/.test(line) || /^ {2}\S.*\s# a bridge/.test(line))
        .map(line => line.indexOf('# '));
    const before = column(readFileSync(`${templates}${kind}.yaml`, 'utf8'));
    assert.is(before.length, 2);
    for (const name of ['x', 'eleven-long']) {
      assert.equal(column(await written(kind, `/srv/${name}/lxc-compose.yaml`)), before);
    }
  });

  test(`the template ${kind} has its keys in the order of the reference`, () => {
    const { properties, definitions } = JSON.parse(
      readFileSync(new URL('../../schemas/lxc-compose.schema.json', import.meta.url), 'utf8'),
    );
    const inOrder = (value: object, known: object) => {
      const order = Object.keys(known);
      const keys = Object.keys(value);
      assert.equal(
        keys,
        [...keys].sort((left, right) => order.indexOf(left) - order.indexOf(right)),
      );
    };
    const spec = parse(readFileSync(`${templates}${kind}.yaml`, 'utf8'));
    inOrder(spec, properties);
    for (const each of Object.values<object>(spec.networks)) inOrder(each, definitions.network.properties);
    for (const each of Object.values<object>(spec.containers)) {
      inOrder(each, definitions.container.properties);
    }
  });
}

test('a directory without a usable name leaves the names of the template', async () => {
  assert.match(await written('host', '/lxc-compose.yaml'), /^name: my-project /m);
});

test('a spec that is there is never written over, under either of its names', async () => {
  const target = join(directory, 'lxc-compose.yaml');
  writeFileSync(join(directory, 'lxc-compose.yml'), '');
  await refused(() => written('host', target));
  await written('host', join(directory, 'other.yaml'));
  rmSync(join(directory, 'lxc-compose.yml'));
  writeNewFile(target, await written('host', target));
  await refused(async () => writeNewFile(target, 'lost'));
  assert.match(readFileSync(target, 'utf8'), 'br-');
});

test('a directory that is not there is an error and not made', async () => {
  const target = join(directory, 'none/lxc-compose.yaml');
  assert.throws(
    () => writeNewFile(target, ''),
    (error: unknown) => error instanceof Problem && error.kernel?.errno === 'ENOENT',
  );
  assert.not.ok(existsSync(join(directory, 'none')));
  mkdirSync(join(directory, 'there'));
});

test('the subnet meets no address of the host', () => {
  assert.is(freeSubnet([]), '10.0.2.');
  assert.is(freeSubnet(['127.0.0.1/8', '::1/128', '10.0.2.15/24', '10.0.3.1/32']), '10.0.4.');
  assert.is(freeSubnet(['10.0.2.9/22']), '10.0.4.');
  assert.is(freeSubnet(['10.9.9.9/8']), '10.0.2.');
  const address = fc
    .tuple(
      fc.integer({ min: 0, max: 255 }),
      fc.integer({ min: 0, max: 255 }),
      // 20 of them leave something.
      fc.integer({ min: 21, max: 32 }),
    )
    .map(([third, fourth, prefix]) => `10.0.${third}.${fourth}/${prefix}`);
  fc.assert(
    fc.property(fc.array(address, { maxLength: 20 }), addresses => {
      const { first, last } = networkRange(`${freeSubnet(addresses)}0/24`);
      assert.not.ok(addresses.map(networkRange).some(each => each.first <= last && first <= each.last));
    }),
  );
});

async function refused(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    assert.ok(error instanceof Problem);
    assert.is(error.exitCode, 4);
    return;
  }
  assert.unreachable('it was not refused');
}

test.run();
