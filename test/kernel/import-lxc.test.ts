/** LXC's own example with a veth on br0, imported and brought up. */
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, Host, isRoot } from './harness.js';

const installed = '/usr/share/doc/lxc/examples/lxc-veth.conf';
const copy = new URL('../../fixtures/import/lxc/lxc-veth.conf', import.meta.url).pathname;

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  if (!existsSync(installed))
    console.log('the package lxc is not installed: a copy of its lxc-veth.conf is used');
  let host: Host;
  let spec: string[];
  beforeAll(test, async () => {
    host = await Host.make();
    const configuration = join(host.directory, 'lxc-veth.conf');
    copyFileSync(existsSync(installed) ? installed : copy, configuration);
    const target = join(host.directory, 'lxc-compose.yaml');
    await host.must('import', 'lxc', configuration, '-o', target);
    spec = ['-f', target];
    // LXC finds its bridge there as well.
    await host.run('ip', ['link', 'add', 'br0', 'type', 'bridge']);
    await host.run('ip', ['link', 'set', 'br0', 'up']);
    await host.must(...spec, 'up');
  });
  test.after(async () => {
    await host.destroy();
  });

  test('the container has the name, the hardware address and the addresses of the configuration', async () => {
    const { stdout: name } = await host.must(...spec, 'exec', '-T', 'beta', 'uname', '-n');
    assert.is(name, 'beta\n');
    const { stdout } = await host.must(
      ...spec,
      'exec',
      '-T',
      'beta',
      'ip',
      '-json',
      'address',
      'show',
      'eth0',
    );
    const [link] = JSON.parse(stdout) as {
      address: string;
      operstate: string;
      addr_info: { local: string; prefixlen: number; scope: string }[];
    }[];
    assert.is(link!.address, '4a:49:43:49:79:bf');
    assert.is(link!.operstate, 'UP');
    const addresses = link!.addr_info.filter(each => each.scope === 'global');
    assert.equal(
      addresses.map(each => `${each.local}/${each.prefixlen}`),
      ['10.2.3.5/24', '2003:db8:1:0:214:1234:fe0b:3597/64'],
    );
    const { stdout: ports } = await host.run('ip', ['-json', 'link', 'show', 'master', 'br0']);
    assert.is((JSON.parse(ports) as unknown[]).length, 1);
  });

  test('nothing is left to do, and down leaves the bridge that was there before', async () => {
    assert.is((await host.compose(...spec, 'plan', '--exit-code')).code, 0);
    await host.must(...spec, 'down', '-y');
    const { stdout } = await host.run('ip', ['-json', 'link', 'show', 'br0']);
    assert.is((JSON.parse(stdout) as unknown[]).length, 1);
    await host.run('ip', ['link', 'del', 'br0']);
    assert.equal(await host.leaks(), []);
  });

  test('what cannot be done is refused with its line before anything is made', async () => {
    const configuration = join(host.directory, 'phys.conf');
    copyFileSync(copy.replace('veth', 'phys'), configuration);
    const target = join(host.directory, 'phys.yaml');
    await host.must('import', 'lxc', configuration, '-o', target);
    await host.must('-f', target, 'config', '-q');
    for (const verb of ['up', 'plan']) {
      const { code, stderr } = await host.compose('-f', target, verb);
      assert.is(code, 65);
      assert.match(
        stderr,
        /phys\.yaml:\d+:\d+: container "gamma" asks for lxc\.net\.0\.type, which is not supported yet/,
      );
    }
  });
}

test.run();
