/** LXC's own examples, imported and brought up. */
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
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

  /** LXC's example as a spec; its path. */
  async function importExample(name: string): Promise<string[]> {
    const configuration = join(host.directory, `${name}.conf`);
    const example = installed.replace('lxc-veth', name);
    copyFileSync(existsSync(example) ? example : copy.replace('lxc-veth', name), configuration);
    const target = join(host.directory, `${name}.yaml`);
    if (!existsSync(target)) await host.must('import', 'lxc', configuration, '-o', target);
    return ['-f', target, '-p', `${host.prefix}-${name}`];
  }

  test('none of LXC’s examples with other interfaces needs a raw key', async () => {
    for (const name of ['macvlan', 'vlan', 'phys', 'empty-netns', 'no-netns', 'complex']) {
      const spec = await importExample(`lxc-${name}`);
      assert.not.match(readFileSync(spec[1]!, 'utf8'), /lxc_raw/, name);
    }
  });

  test('the example with a bridge, a macvlan and an interface of the host comes up, and gives it back', async () => {
    const spec = await importExample('lxc-complex');
    host.sh(
      [
        'ip link add br0 type bridge; ip link set br0 up',
        'ip link add eth0 type veth peer wire0; ip link set eth0 up; ip link set wire0 up',
        'ip link add random0 type veth peer wire1; ip address add 10.2.3.200/24 dev random0',
      ].join('\n'),
    );
    await host.must(...spec, 'up');
    assert.is((await host.compose(...spec, 'plan', '--exit-code')).code, 0);
    const { stdout } = await host.must(...spec, 'exec', '-T', 'complex', 'ip', '-json', 'address');
    const links = (
      JSON.parse(stdout) as {
        ifname: string;
        address: string;
        addr_info: { local: string; scope: string }[];
      }[]
    ).filter(each => each.ifname !== 'lo');
    assert.equal(
      links.map(({ ifname, address, addr_info }) => [
        ifname,
        address,
        ...addr_info.filter(each => each.scope === 'global').map(each => each.local),
      ]),
      [
        ['eth0', '4a:49:43:49:79:bf', '10.2.3.5', '2003:db8:1:0:214:1234:fe0b:3597'],
        ['eth1', '4a:49:43:49:79:bd', '10.2.3.4', '2003:db8:1:0:214:1234:fe0b:3596'],
        ['eth2', '4a:49:43:49:79:ff', '10.2.3.6', '2003:db8:1:0:214:1234:fe0b:3297'],
      ],
    );
    assert.not.match(host.sh('ip -o link'), /random0:/);
    await host.must(...spec, 'down', '-y');
    assert.match(host.sh('ip -o address show random0'), /10\.2\.3\.200\/24/);
    host.sh('ip link del br0; ip link del eth0; ip link del random0');
    assert.equal(await host.leaks(), []);
  });

  test('an interface that LXC could not make here either is refused with the option that the kernel lacks', async () => {
    const spec = await importExample('lxc-vlan');
    host.sh('ip link add eth0 type veth peer wire0');
    const { code, stderr } = await host.compose(...spec, 'plan');
    host.sh('ip link del eth0');
    if (code === 0) return;
    assert.is(code, 69);
    assert.match(stderr, /CONFIG_VLAN_8021Q, at .*lxc-vlan\.yaml:\d+/);
  });
}

test.run();
