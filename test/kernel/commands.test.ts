/** What `plan --commands` prints does the same as `up` when it is typed by hand. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, Host, isRoot } from './harness.js';

const networks = `
networks:
  br0:
    addresses: [10.0.2.1/24, "fd00:2::1/64"]
    nat: true
    bridge: {forward_delay: 4, ageing_time: 100}
  br1: {addresses: [10.0.3.1/24], internal: true}
`;

const containers = `
networks:
  br0: {addresses: [10.0.2.1/24], pool: 10.0.2.10-10.0.2.20}
containers:
  web:
    rootfs: host
    command: [sleep, infinity]
    networks: {br0: {addresses: [10.0.2.5/24]}}
    limits: {memory: 64M, pids: 50}
    sysctls: {net.ipv4.ip_default_ttl: "70"}
    volumes: [data:/data]
  db:
    rootfs: host
    command: [sleep, infinity]
    networks: [br0]
    depends_on: [web]
volumes: {data: {}}
`;

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  beforeAll(test, async () => {
    host = await Host.make();
  });
  test.after(() => host.destroy());

  const planned = async (spec: string[]) => (await host.must(...spec, 'plan')).stdout;

  test('networks and a firewall typed by hand leave nothing to do, and down removes them', async () => {
    const spec = host.spec(networks);
    host.sh((await host.must(...spec, 'plan', '--commands')).stdout);
    assert.match(await planned(spec), 'nothing to do');
    assert.is(host.sh('cat /proc/sys/net/ipv4/ip_forward').trim(), '1');
    await host.must(...spec, 'down');
    assert.equal(await host.leaks(), []);
  });

  test('changes of running containers can be typed by hand', async () => {
    const spec = host.spec(containers, 'q');
    await host.must(...spec, 'up');
    const edited = containers
      .replace('10.0.2.5/24', '10.0.2.6/24')
      .replace('64M', '80M')
      .replace('"70"', '"71"')
      .replace('  web:\n', '  web:\n    hostname: other\n')
      .replace('pool:', 'mtu: 1400, pool:');
    host.spec(edited, 'q');
    const { stdout } = await host.must(...spec, 'plan', '--commands');
    assert.not.match(stdout, /^#/m);
    host.sh(stdout);
    assert.match(await planned(spec), 'nothing to do');
    assert.is(host.inside(await host.pid(spec, 'web'), ['-u'], 'hostname').trim(), 'other');
    await host.must(...spec, 'down', '-v', '-y', '--timeout', '0');
    assert.equal(await host.leaks(), []);
  });

  test('a new container is told step by step, in the order of execution, and nothing is made', async () => {
    const spec = host.spec(containers, 'r');
    const { stdout } = await host.must(...spec, 'plan', '--commands');
    const at = (part: string) => {
      assert.match(stdout, part);
      return stdout.indexOf(part);
    };
    const order = [
      'ip link add name br0',
      '# web: its monitor',
      '# unshare',
      'X-mount.idmap=b:0:',
      '# pivot_root',
      "echo 70 > /proc/sys/net/ipv4/ip_default_ttl'",
      'netns $pid_web',
      'ip address add 10.0.2.5/24',
      '# web: PID 1 goes on and executes sleep infinity',
      '# db: PID 1 goes on',
    ].map(at);
    assert.equal(
      order,
      [...order].sort((left, right) => left - right),
    );
    assert.match(stdout, /^echo 67108864 > .*memory/m);
    at('/volumes/data $root/data');
    at('# capabilities: ');
    assert.equal(await host.leaks(), []);
  });

  test('every operation of a plan that replaces and removes has a line', async () => {
    const spec = host.spec(containers, 's');
    await host.must(...spec, 'up');
    host.spec(
      containers
        .replace('command: [sleep, infinity]', 'command: [sleep, "1000"]')
        .replace(/ {2}db:[\s\S]*?(?=volumes: \{)/, ''),
      's',
    );
    const { stdout } = await host.must(...spec, 'plan', '--commands');
    assert.match(stdout, /^# web: its monitor ends it \(SIGTERM, SIGKILL after \d+ ms\)/m);
    assert.match(stdout, /executes sleep 1000$/m);
    assert.match(stdout, /^cat > .*hosts/m);
    await host.must(...spec, 'down', '-v', '-y', '--timeout', '0');
    assert.equal(await host.leaks(), []);
  });
}
test.run();
