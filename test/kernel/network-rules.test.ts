/** What passes between ports of a bridge, the settings of the ports, and the resolver's file. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, Host, isRoot } from './harness.js';

const spec = (rules: string, server = '10.7.0.1') => `
networks:
  br0: {addresses: [10.7.0.1/24], dns: ${server}, domain: lab.example}
  shut: {addresses: [10.8.0.1/24], ${rules}}
  lone: {addresses: [10.9.0.1/24], isolated: true}
containers:
  web:
    rootfs: host
    cap_add: [net_admin, net_raw]
    command: [sleep, "1000"]
    mac_address: "02:00:00:00:07:02"
    networks: {br0: {address: 10.7.0.2/24, hairpin: true, mac_filter: true}, shut: {address: 10.8.0.2/24}, lone: {address: 10.9.0.2/24}}
  db:
    rootfs: host
    command: [perl, -MIO::Socket::INET, -e, '$$s = IO::Socket::INET->new(LocalPort => 5432, Listen => 5, ReuseAddr => 1) or die; while ($$c = $$s->accept) { close $$c }']
    dns_search: [db.example]
    dns_opt: ["ndots:2"]
    networks: {br0: {address: 10.7.0.3/24}, shut: {address: 10.8.0.3/24}, lone: {address: 10.9.0.3/24}}
`;
const one = 'allow: [{from: web, to: db, port: 5432}]';

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  let file: string[];
  beforeAll(test, async () => {
    host = await Host.make();
    file = host.spec(spec(one));
    await host.must(...file, 'up');
  });
  test.after(async () => {
    await host.destroy();
  });

  const works = async (container: string, command: string) =>
    (await host.compose(...file, 'exec', '-T', container, 'sh', '-c', command)).code === 0;
  const connects = (container: string, address: string, port: number) =>
    works(container, `exec 2>/dev/null; timeout 2 bash -c 'exec 3<>/dev/tcp/${address}/${port}'`);
  const pings = (container: string, address: string) => works(container, `ping -c1 -W1 ${address}`);
  const nothingToDo = async () => assert.is((await host.compose(...file, 'plan', '--exit-code')).code, 0);
  const port = (end: string) =>
    (
      JSON.parse(host.sh(`ip -json -details link show ${end}`)) as {
        linkinfo: { info_slave_data: { isolated: boolean; hairpin: boolean } };
      }[]
    )[0]!.linkinfo.info_slave_data;

  test('on a network with `allow` only what is listed passes, and its answers', async () => {
    await nothingToDo();
    assert.ok(await pings('web', '10.7.0.3'));
    assert.ok(await connects('web', '10.8.0.3', 5432));
    assert.not.ok(await connects('web', '10.8.0.3', 5433));
    assert.not.ok(await pings('web', '10.8.0.3'));
    assert.not.ok(await pings('db', '10.8.0.2'));
    assert.ok(await pings('db', '10.8.0.1'));
  });

  test('rules are changed in place, and those that somebody removes come back', async () => {
    const pid = await host.pid(file, 'web');
    host.spec(spec('allow: [{from: db, to: web}]'));
    await host.must(...file, 'up');
    await nothingToDo();
    assert.ok(await pings('db', '10.8.0.2'));
    const table = host.sh('nft list tables bridge').trim().split(' ').at(-1);
    host.sh(`nft flush table bridge ${table}`);
    assert.is((await host.compose(...file, 'plan', '--exit-code')).code, 2);
    await host.must(...file, 'up');
    await nothingToDo();
    assert.is(await host.pid(file, 'web'), pid);
  });

  test('isolated ports reach the host and not each other', async () => {
    assert.ok(await pings('web', '10.9.0.1'));
    assert.not.ok(await pings('web', '10.9.0.3'));
  });

  test('only the interface’s own hardware address gets through, and it is the one that was given', async () => {
    assert.ok(await works('web', 'ip link show eth0 | grep -q 02:00:00:00:07:02'));
    assert.ok(await works('web', 'ip link set eth0 address 02:00:00:00:07:99'));
    assert.not.ok(await pings('web', '10.7.0.1'));
    await host.must(...file, 'up');
    assert.ok(await pings('web', '10.7.0.1'));
  });

  test('settings of a port are repaired and taken back', async () => {
    const end = host.sh('ip -json link show master br0 | grep -o "[a-z0-9-]*web[a-z0-9-]*" | head -1').trim();
    assert.is(port(end).hairpin, true);
    host.sh(`ip link set dev ${end} type bridge_slave hairpin off isolated on`);
    await host.must(...file, 'up');
    await nothingToDo();
    assert.equal([port(end).hairpin, port(end).isolated], [true, false]);
  });

  test('the resolver’s file has the container’s words before its networks’, and changes in place', async () => {
    const read = async (container: string) =>
      (await host.must(...file, 'exec', '-T', container, 'cat', '/etc/resolv.conf')).stdout;
    assert.is(await read('web'), 'nameserver 10.7.0.1\nsearch lab.example\n');
    assert.is(await read('db'), 'nameserver 10.7.0.1\nsearch db.example\noptions ndots:2\n');
    const pid = await host.pid(file, 'web');
    host.spec(spec(one, '10.7.0.53'));
    await host.must(...file, 'up');
    assert.match(await read('web'), /^nameserver 10\.7\.0\.53\n/);
    assert.is(await host.pid(file, 'web'), pid);
  });

  test('the names that others find a container by follow its address while they run', async () => {
    const pid = await host.pid(file, 'web');
    const moved = spec(one).replace('10.7.0.3/24', '10.7.0.33/24');
    host.spec(moved);
    await host.must(...file, 'up');
    await nothingToDo();
    assert.ok(await pings('web', '10.7.0.33'));
    assert.match(
      (await host.must(...file, 'exec', '-T', 'web', 'getent', 'hosts', 'db')).stdout,
      /10\.7\.0\.33|10\.[89]\.0\.3/,
    );
    assert.ok(await works('web', 'grep -q "^10.7.0.33 db" /etc/hosts'));
    assert.is(await host.pid(file, 'web'), pid);
  });

  test('a bandwidth holds in both directions, is changed and repaired in place, and taken back', async () => {
    const pid = await host.pid(file, 'db');
    const shaped = (shape: string) =>
      host.spec(spec(one).replace('{address: 10.7.0.3/24}', `{address: 10.7.0.3/24${shape}}`));
    shaped(', shape: {rate: 8mbit}');
    await host.must(...file, 'up');
    await nothingToDo();
    const inside = () => host.inside(pid, ['-n'], 'tc qdisc show dev eth0');
    const end = `$(ip -o link show master br0 | grep -o '[a-z0-9-]*db[a-z0-9-]*@' | tr -d @)`;
    const outside = () => host.sh(`tc qdisc show dev ${end}`);
    assert.match(inside(), /tbf .*rate 8Mbit/);
    assert.match(outside(), /tbf .*rate 8Mbit/);
    // A token bucket lets 16 KiB go at once; the rest of a megabyte has to wait for tokens, which the counters tell.
    host.inside(pid, ['-n'], 'head -c 1000000 /dev/zero | socat -u STDIN UDP-SENDTO:10.7.0.1:9');
    assert.match(host.inside(pid, ['-n'], 'tc -s qdisc show dev eth0'), /overlimits [1-9]/);
    host.sh(`tc qdisc delete dev ${end} root`);
    await host.must(...file, 'up');
    await nothingToDo();
    shaped(', shape: {rate: 16mbit}');
    await host.must(...file, 'up');
    assert.match(inside(), /rate 16Mbit/);
    shaped('');
    await host.must(...file, 'up');
    await nothingToDo();
    assert.not.match(inside() + outside(), /tbf/);
    assert.is(await host.pid(file, 'db'), pid);
  });

  test('another number of queues is another pair under the same container', async () => {
    const pid = await host.pid(file, 'db');
    const asked = (veth: string) =>
      host.spec(spec(one).replace('{address: 10.7.0.3/24}', `{address: 10.7.0.3/24${veth}}`));
    for (const [veth, queues] of [
      [', veth: {n_rxqueues: 2, n_txqueues: 3}', ['2', '3']],
      ['', ['1', '1']],
    ] as const) {
      asked(veth);
      await host.must(...file, 'up');
      await nothingToDo();
      const words = host.inside(pid, ['-n'], 'ip -details link show eth0').split(/\s+/);
      const [rx, tx] = ['numrxqueues', 'numtxqueues'].map(each => words[words.indexOf(each) + 1]);
      assert.equal([rx, tx], queues);
      assert.ok(await pings('web', '10.7.0.3'));
    }
    assert.is(await host.pid(file, 'db'), pid);
  });

  test('without rules the table between ports is gone, and after down all of it', async () => {
    host.spec(spec('nat: true').replace(', mac_filter: true', ''));
    await host.must(...file, 'up');
    await nothingToDo();
    assert.is(host.sh('nft list tables bridge'), '');
    host.spec(spec(one));
    await host.must(...file, 'up');
    await host.must(...file, 'down', '-y', '-t', '0');
    assert.is(host.sh('nft list tables'), '');
    assert.equal(await host.leaks(), []);
  });
}

test.run();
