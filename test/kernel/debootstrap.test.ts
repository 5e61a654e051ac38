/** Root file systems of debootstrap: a tree that is there is shared without being changed, and one that cannot be made is told. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { debootstrapTree } from '../../src/model/debootstrap.js';
import { makeBusyboxTree } from './busybox-tree.js';
import { beforeAll, Host, isRoot } from './harness.js';

const test = suite('debootstrap');
/** Nobody listens there. */
const mirror = 'http://127.0.0.1:9/debian';

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  let spec: string[];
  let tree: string;
  const inside = async (name: string, line: string) =>
    (await host.must(...spec, 'exec', '-T', name, 'sh', '-c', line)).stdout;

  beforeAll(test, async () => {
    host = await Host.make();
    tree = debootstrapTree(join(host.directory, 'state'), {
      suite: 'bookworm',
      mirror,
      include: ['busybox'],
      variant: 'minbase',
    });
    mkdirSync(dirname(tree), { recursive: true, mode: 0o700 });
    makeBusyboxTree(tree);
    const rootfs = `rootfs: {debootstrap: {suite: bookworm, mirror: "${mirror}", include: [busybox]}`;
    spec = host.spec(`containers:
  one: {${rootfs}}, command: [sleep, "100000"]}
  two: {${rootfs}}, command: [sleep, "100000"]}
  closed: {${rootfs}, ro: true}, command: [sleep, "100000"]}
`);
  });
  test.after(() => host.destroy());

  test('containers share a tree that is there, each with a layer of its own', async () => {
    await host.must(...spec, 'up');
    assert.is((await host.compose(...spec, 'plan', '--exit-code')).code, 0);
    await inside('one', 'echo mine > /lib/deep/file');
    assert.is(await inside('two', 'cat /lib/deep/file'), 'of the base\n');
    assert.is(readFileSync(join(tree, 'lib/deep/file'), 'utf8'), 'of the base\n');
    assert.is((await host.compose(...spec, 'exec', '-T', 'closed', 'touch', '/lib/x')).code, 1);
  });

  test('the tree outlives down, for whoever wants it next', async () => {
    await host.must(...spec, 'down', '-t', '0');
    assert.ok(existsSync(tree));
  });

  if (existsSync('/usr/sbin/debootstrap')) {
    test('what cannot be made fails alone, with what debootstrap said', async () => {
      const mixed = host.spec(
        `containers:
  far: {rootfs: {debootstrap: {suite: bookworm, mirror: "${mirror}"}}, command: [sleep, "100000"]}
  near: {rootfs: host, command: [sleep, "100000"]}
`,
        'm',
      );
      const { code, stderr } = await host.compose(...mixed, 'up');
      assert.is(code, 3);
      assert.match(
        stderr,
        /debootstrap cannot make bookworm from http:\/\/127\.0\.0\.1:9\/debian: .+lxc-compose\.yaml:3/,
      );
      assert.is((await host.ps(...mixed)).get('near')!.state, 'RUNNING');
      await host.must(...mixed, 'down', '-t', '0');
      assert.equal(
        (await host.leaks()).filter(each => !each.includes('.rootfs')),
        [],
      );
    });
  } else console.log('skipped in part: debootstrap is not installed');

  test.run();
}
