/** Drift: what somebody changed by hand is named with its old and new value and put right in place. */
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, Host, isRoot } from './harness.js';

const text = `
networks:
  br0: {addresses: [10.0.2.1/24, "fd00:2::1/64"], pool: 10.0.2.100-10.0.2.110, nat: true, bridge: {forward_delay: 4}}
containers:
  web:
    rootfs: host
    command: [sleep, infinity]
    hostname: webhost
    networks: {br0: {address: 10.0.2.16/24, mtu: 1400}}
    limits: {memory: 64M, pids: 100, cpus: 0.5}
    sysctls: {net.core.somaxconn: 512}
    ports: ["8081:80"]
  other:
    rootfs: host
    command: [sleep, infinity]
    networks: [br0]
`;

interface Case {
  title: string;
  damage(pid: number): void;
  /** What the plan must say: the path, the value found, the value wanted. */
  path: RegExp;
  from: RegExp;
  to: RegExp;
}

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  let spec: string[];
  let uplink: string;
  beforeAll(test, async () => {
    host = await Host.make();
    spec = host.spec(text);
    await host.must(...spec, 'up');
    const links = JSON.parse(host.sh('ip -json link show master br0')) as {
      ifname: string;
      altnames?: string[];
    }[];
    uplink = links.find(link => link.altnames?.some(name => name.includes(':web:')))!.ifname;
  });
  test.after(() => host.destroy());

  const net = (pid: number, line: string) => host.inside(pid, ['-n'], line);
  const cases: Case[] = [
    {
      title: "a NIC's master",
      damage: () => host.sh(`ip link set ${uplink} nomaster`),
      path: /containers\.web\.networks\.br0\.master/,
      from: /^(null|none|)$/,
      to: /br0/,
    },
    {
      title: 'an address that is gone',
      damage: pid => net(pid, 'ip address delete 10.0.2.16/24 dev eth0'),
      path: /web\.networks\.br0\.addresses/,
      from: /^(?!.*10\.0\.2\.16)/,
      to: /10\.0\.2\.16\/24/,
    },
    {
      title: 'an address too many',
      damage: pid => net(pid, 'ip address add 10.9.9.9/24 dev eth0'),
      path: /web\.networks\.br0\.addresses/,
      from: /10\.9\.9\.9/,
      to: /^(?!.*10\.9\.9\.9)/,
    },
    {
      title: 'a route',
      damage: pid => net(pid, 'ip route delete default'),
      path: /web\.networks\.br0\.routes/,
      from: /^(?!.*10\.0\.2\.1 )/,
      to: /10\.0\.2\.1/,
    },
    {
      title: 'the MTU',
      damage: pid => net(pid, 'ip link set eth0 mtu 1300'),
      path: /web\.networks\.br0\.mtu/,
      from: /1300/,
      to: /1400/,
    },
    {
      title: 'the MAC address',
      damage: pid => net(pid, 'ip link set eth0 address 02:00:00:00:00:99'),
      path: /web\.networks\.br0\.mac/,
      from: /02:00:00:00:00:99/,
      to: /^02:/,
    },
    {
      title: 'a NIC that is down',
      damage: pid => net(pid, 'ip link set eth0 down'),
      path: /web\.networks\.br0\.up/,
      from: /false/,
      to: /true/,
    },
    {
      title: 'an interface with another name',
      damage: pid => net(pid, 'ip link set eth0 down; ip link set eth0 name wrong0; ip link set wrong0 up'),
      path: /web\.networks\.br0\.interface/,
      from: /wrong0/,
      to: /eth0/,
    },
    {
      title: 'a bridge attribute',
      damage: () => host.sh('ip link set br0 type bridge forward_delay 900'),
      path: /networks\.br0\.bridge\.forward_delay/,
      from: /9/,
      to: /4/,
    },
    {
      title: 'a bridge that is down',
      damage: () => host.sh('ip link set br0 down'),
      path: /networks\.br0\.up/,
      from: /false/,
      to: /true/,
    },
    {
      title: "a bridge's address",
      damage: () => host.sh('ip address delete 10.0.2.1/24 dev br0'),
      path: /networks\.br0\.addresses/,
      from: /^(?!.*10\.0\.2\.1)/,
      to: /10\.0\.2\.1\/24/,
    },
    {
      title: 'a memory limit',
      damage: () => writeFileSync(host.cgroup('memory', 'web', 'memory.limit_in_bytes'), '134217728'),
      path: /web\.limits\.memory/,
      from: /128M|134217728/,
      to: /64M|67108864/,
    },
    {
      title: 'a pids limit',
      damage: () => writeFileSync(host.cgroup('pids', 'web', 'pids.max'), 'max'),
      path: /web\.limits\.pids/,
      from: /null|none|max/,
      to: /100/,
    },
    {
      title: 'a CPU quota',
      damage: () => writeFileSync(host.cgroup('cpu', 'web', 'cpu.cfs_quota_us'), '90000'),
      path: /web\.limits\.cpus/,
      from: /0\.9/,
      to: /0\.5/,
    },
    {
      title: 'the host name',
      damage: pid => host.inside(pid, ['-u'], 'hostname intruder'),
      path: /web\.hostname/,
      from: /intruder/,
      to: /webhost/,
    },
    {
      title: 'a sysctl',
      damage: pid => net(pid, 'echo 128 > /proc/sys/net/core/somaxconn'),
      path: /web\.sysctls\.net\.core\.somaxconn/,
      from: /128/,
      to: /512/,
    },
    {
      title: 'a missing firewall rule',
      damage: () => {
        const table = host.sh('nft list tables').trim().replace('table ', '');
        host.sh(`nft flush chain ${table} prerouting`);
      },
      path: /firewall\.ports/,
      from: /^(?!.*8081)/,
      to: /8081/,
    },
    {
      title: 'a missing firewall table',
      damage: () => host.sh('nft flush ruleset'),
      path: /firewall/,
      from: /.*/,
      to: /.*/,
    },
  ];

  interface Planned {
    operations: {
      resource: string;
      action: string;
      disruption: string;
      attributes: { path: string; from: unknown; to: unknown; drift: boolean }[];
    }[];
  }

  for (const each of cases) {
    test(`${each.title} is named and repaired in place`, async () => {
      const pid = await host.pid(spec, 'web');
      const index = net(pid, 'cat /sys/class/net/*/ifindex 2>/dev/null | sort; ip -o link | cut -d: -f1');
      each.damage(pid);
      const { code, stdout } = await host.compose(...spec, 'plan', '--exit-code', '--format', 'json');
      assert.is(code, 2);
      const plan = JSON.parse(stdout) as Planned;
      assert.is(new Set(plan.operations.map(operation => operation.resource)).size, 1, stdout);
      const attributes = plan.operations.flatMap(operation => operation.attributes);
      const change = attributes.find(attribute => each.path.test(attribute.path));
      assert.ok(change, stdout);
      assert.match(word(change.from), each.from);
      assert.match(word(change.to), each.to);
      await host.must(...spec, 'up');
      assert.is((await host.compose(...spec, 'plan', '--exit-code')).code, 0);
      assert.is(await host.pid(spec, 'web'), pid);
      assert.is(net(pid, 'cat /sys/class/net/*/ifindex 2>/dev/null | sort; ip -o link | cut -d: -f1'), index);
    });
  }

  test('a veth that was deleted comes back without a restart', async () => {
    const pid = await host.pid(spec, 'web');
    host.sh(`ip link delete ${uplink}`);
    assert.is((await host.compose(...spec, 'plan', '--exit-code')).code, 2);
    await host.must(...spec, 'up');
    const { code, stdout } = await host.compose(...spec, 'plan', '--exit-code');
    assert.is(code, 0, stdout);
    assert.is(await host.pid(spec, 'web'), pid);
    assert.is((await host.compose(...spec, 'exec', 'web', 'ping', '-c1', '-W2', 'other')).code, 0);
  });

  test('names follow a change of address into running containers', async () => {
    const pid = await host.pid(spec, 'other');
    const moved = host.spec(text.replace('10.0.2.16/24', '10.0.2.17/24'));
    await host.must(...moved, 'up');
    assert.match(readFileSync(`/proc/${pid}/root/etc/hosts`, 'utf8'), '10.0.2.17');
    assert.is((await host.compose(...moved, 'exec', 'other', 'ping', '-c1', '-W2', 'web')).code, 0);
    assert.is(await host.pid(moved, 'other'), pid);
    await host.must(...spec, 'up');
  });

  test('down leaves nothing', async () => {
    await host.must(...spec, 'down');
    assert.equal(await host.leaks(), []);
  });
}
test.run();

function word(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
