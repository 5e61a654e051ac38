/** Interfaces on top of one of the host's, and the host's own, which comes back whatever happens to its container. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, Host, isRoot, until } from './harness.js';

const idle = 'rootfs: host, command: [sleep, "1000"]';
const spec = (mode = 'bridge', restart = 'no') => `
networks:
  lan: {type: macvlan, parent: up0, mode: ${mode}}
  own: {type: phys, parent: hw0}
containers:
  a: {${idle}, networks: {lan: {address: 10.7.0.2/24}}}
  b:
    rootfs: host
    command: [sleep, "1000"]
    restart: ${restart}
    networks: {lan: {address: 10.7.0.3/24}, own: {address: 10.9.0.5/24, mtu: 1400, mac: "02:00:00:00:09:05"}}
  c: {${idle}, networks: {lan: {address: 10.7.0.4/24, interface: quiet, flags: none}}}
`;

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  let file: string[];
  beforeAll(test, async () => {
    host = await Host.make();
    host.sh(
      [
        'ip link add up0 type veth peer up1; ip link set up0 up; ip link set up1 up',
        'ip link add hw0 type veth peer hw1; ip link set hw1 up; ip address add 10.9.0.1/24 dev hw1',
        'ip address add 10.9.0.77/24 brd + dev hw0; ip -6 address add 2001:db8:9::77/64 dev hw0 nodad; ip link set hw0 up',
      ].join('\n'),
    );
    before = hardware();
    file = host.spec(spec());
    await host.must(...file, 'up');
  });
  test.after(async () => {
    await host.destroy();
  });

  let before = '';
  const hardware = () => (JSON.parse(host.sh('ip -json link show hw0')) as { address: string }[])[0]!.address;
  const addresses = () =>
    host
      .sh('ip -o address show dev hw0 scope global')
      .trim()
      .split('\n')
      .map(each => each.split(/\s+/)[3]);
  const inside = async (container: string, ...command: string[]) =>
    (await host.must(...file, 'exec', '-T', container, ...command)).stdout;
  const nothingToDo = async () => assert.is((await host.compose(...file, 'plan', '--exit-code')).code, 0);

  test('containers on a parent reach each other, and what lies behind the host’s own interface', async () => {
    await nothingToDo();
    await inside('a', 'ping', '-c1', '-W2', '10.7.0.3');
    host.sh('ping -c1 -W2 10.9.0.5');
    assert.match(await inside('a', 'ip', '-details', 'link', 'show', 'eth0'), /macvlan mode bridge/);
    assert.match(await inside('b', 'ip', 'link', 'show', 'eth1'), /mtu 1400 .*02:00:00:00:09:05/s);
    const quiet = await inside('c', 'ip', 'address', 'show', 'quiet');
    assert.match(quiet, /state DOWN/);
    assert.match(quiet, /10\.7\.0\.4\/24/);
  });

  test('what somebody changes inside is repaired in place', async () => {
    const pid = await host.pid(file, 'a');
    const other = await host.pid(file, 'c');
    host.inside(pid, ['-n'], 'ip address flush dev eth0; ip link set eth0 down mtu 1300');
    host.inside(other, ['-n'], 'ip link set quiet up');
    await host.must(...file, 'up');
    await nothingToDo();
    await inside('a', 'ping', '-c1', '-W2', '10.7.0.3');
    assert.is(await host.pid(file, 'a'), pid);
    host.inside(pid, ['-n'], 'ip link delete eth0');
    await host.must(...file, 'up');
    await inside('a', 'ping', '-c1', '-W2', '10.7.0.3');
    assert.is(await host.pid(file, 'a'), pid);
  });

  test('another mode is another interface of the same container', async () => {
    const pid = await host.pid(file, 'a');
    host.spec(spec('private'));
    await host.must(...file, 'up');
    await nothingToDo();
    assert.match(await inside('a', 'ip', '-details', 'link', 'show', 'eth0'), /macvlan mode private/);
    assert.is(await host.pid(file, 'a'), pid);
  });

  test('the host’s own interface stays over a restart, and is given back as it was when the container dies', async () => {
    host.spec(spec('private', 'always'));
    await host.must(...file, 'up');
    const pid = await host.pid(file, 'b');
    process.kill(pid, 'SIGKILL');
    await until(
      'a new program',
      async () => (await host.ps(...file)).get('b')?.pid ?? pid,
      now => now !== pid,
    );
    assert.match(await inside('b', 'ip', 'address', 'show', 'eth1'), /10\.9\.0\.5\/24/);
    host.spec(spec('private'));
    await host.must(...file, 'up');
    await nothingToDo();
    process.kill(await host.pid(file, 'b'), 'SIGKILL');
    await until(
      'the interface',
      () => host.sh('ip -o link'),
      links => links.includes(' hw0'),
    );
    await until('its addresses', addresses, found => found.length === 2);
    assert.equal(addresses(), ['10.9.0.77/24', '2001:db8:9::77/64']);
    assert.match(host.sh('ip link show hw0'), /mtu 1500 .*UP/);
    assert.not.match(host.sh('ip link show hw0'), /altname/);
    assert.is(hardware(), before);
  });

  test('scripts get LXC’s arguments in the host’s namespaces, at the beginning and at the end', async () => {
    const said = join(host.directory, 'said');
    const script = join(host.directory, 'script');
    writeFileSync(
      script,
      `#!/bin/sh\necho "$@" $LXC_HOOK_TYPE $LXC_NET_TYPE $(ip -o link show "$6" | cut -d: -f2 | cut -d@ -f1) >> ${said}\n`,
      { mode: 0o700 },
    );
    const net = `${script} own`;
    const text = (up: string) =>
      `networks: {br9: {}, top: {type: macvlan, parent: up0}}\ncontainers: {s: {${idle}, networks: {br9: {host_name: vs, up: ${up}, down: ${net}}, top: {up: ${net}, down: ${net}}}}}\n`;
    const other = host.spec(text(net), 's');
    await host.must(...other, 'up');
    assert.is((await host.compose(...other, 'plan', '--exit-code')).code, 0);
    const lines = () => readFileSync(said, 'utf8').trim().split('\n').sort();
    assert.equal(lines(), ['own s net up macvlan up0 up macvlan up0', 'own s net up veth vs up veth vs']);
    rmSync(said);
    await host.must(...other, 'down', '-y');
    assert.equal(lines(), [
      'own s net down macvlan up0 down macvlan up0',
      'own s net down veth vs down veth vs',
    ]);
    host.spec(text('/bin/false'), 's');
    const { code, stderr } = await host.compose(...other, 'up');
    assert.is(code, 3);
    assert.match(stderr, /the script \/bin\/false of s gave status 1/);
    await host.must(...other, 'down', '-y');
  });

  test('a parent that is not there is told at its line before anything is made', async () => {
    const other = host.spec(
      'networks: {x: {type: macvlan, parent: nowhere0}}\ncontainers: {d: {rootfs: host, command: [sleep, "9"], networks: [x]}}\n',
      'q',
    );
    for (const verb of ['plan', 'up']) {
      const { code, stderr } = await host.compose(...other, verb);
      assert.is(code, 69);
      assert.match(stderr, /the interface nowhere0, parent of network x, is not on this host, at .*yaml:2/);
    }
  });

  test('an ipvlan that the kernel lacks is refused with its option', async () => {
    const other = host.spec(
      'networks: {x: {type: ipvlan, parent: up0}}\ncontainers: {d: {rootfs: host, command: [sleep, "9"], networks: [x]}}\n',
      'q',
    );
    const { code, stderr } = await host.compose(...other, 'plan');
    if (code === 0) return;
    assert.is(code, 69);
    assert.match(stderr, /CONFIG_IPVLAN/);
  });

  test('down gives all of it back', async () => {
    await host.must(...file, 'up');
    await host.must(...file, 'down', '-y', '-t', '0');
    assert.equal(addresses(), ['10.9.0.77/24', '2001:db8:9::77/64']);
    await host.must('-p', `${host.prefix}-q`, 'down', '-y');
    host.sh('ip link del up0; ip link del hw0');
    assert.equal(await host.leaks(), []);
  });
}

test.run();
