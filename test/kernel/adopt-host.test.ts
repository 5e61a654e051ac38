/** `adopt`: what others have made, in a spec for which nothing is to do; and how it is taken over. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { differences } from './census.js';
import { beforeAll, Host, isRoot, until } from './harness.js';

const others = suite('what is not ours');

if (!isRoot()) {
  console.log('skipped: namespaces need root');
} else {
  let host: Host;
  beforeAll(others, async () => {
    host = await Host.make(true);
    host.sh(`mkdir /run/netns
      ip link add brx type bridge
      ip address add 10.77.0.1/24 dev brx
      ip link set brx mtu 1450 up
      ip link add lonely type bridge
      ip netns add Red
      ip netns add blue
      touch /run/netns/broken
      ip link add v1 netns Red type veth peer name v2 netns blue
      ip link add out type veth peer name eth0 netns Red
      ip link set out master brx up
      ip -n Red address add 10.77.0.5/24 dev eth0
      ip -n Red link set eth0 mtu 1400 up
      ip -n Red route add default via 10.77.0.1
      ip -n Red route add 10.99.0.0/16 via 10.77.0.9 metric 7
      ip -n Red address add 10.9.0.1/30 dev v1
      ip -n Red link set v1 up
      ip -n blue address add 10.9.0.2/30 dev v2
      ip -n blue link set v2 up
      ip -n blue route add 10.77.0.0/24 via 10.9.0.1
      ip -n blue link add inner type bridge
      ip netns exec Red sysctl -qw net.ipv4.ip_forward=1`);
  });
  others.after(() => host.destroy());

  others('bridges and named namespaces become a spec for which nothing is to do', async () => {
    const file = join(host.directory, 'host.yaml');
    const before = host.census();
    const { stderr } = await host.must('adopt', '-p', `${host.prefix}-h`, '-o', file);
    const plan = await host.compose('-f', file, 'plan', '--exit-code');
    assert.is(plan.code, 0, plan.stdout + plan.stderr);
    assert.equal(differences(before, host.census()), []);
    for (const line of [
      /the network namespace broken is not in the spec: no namespace is mounted there/,
      /the interface inner of the network namespace blue is not in the spec: kind bridge/,
      /the route to 10\.77\.0\.0\/24 by way of 10\.9\.0\.1 of the network namespace blue is not in the spec/,
    ])
      assert.match(stderr, line);
    const lint = await host.compose('-f', file, 'lint');
    assert.is(lint.code, 0, lint.stdout + lint.stderr);
    const { stdout } = await host.must('-f', file, '--profile', '*', 'config', '--format', 'json');
    const { networks, links, containers } = JSON.parse(stdout);
    assert.equal(networks, {
      brx: {
        external: true,
        addresses: ['10.77.0.1/24'],
        gateway: ['10.77.0.1'],
        mtu: 1450,
        nat: false,
        internal: false,
      },
      lonely: { external: true, nat: false, internal: false },
    });
    assert.equal(
      links.map((each: { addresses: object }) => each.addresses),
      [{ 'blue:v2': ['10.9.0.2/30'], 'red:v1': ['10.9.0.1/30'] }],
    );
    const { red } = containers;
    assert.equal(red.networks.brx, {
      interface: 'eth0',
      addresses: ['10.77.0.5/24'],
      gateway: ['10.77.0.1'],
      mac: host.sh('ip netns exec Red cat /sys/class/net/eth0/address').trim(),
      mtu: 1400,
      host_name: 'out',
      routes: [{ to: '10.99.0.0/16', via: '10.77.0.9', metric: 7 }],
    });
    assert.equal(red.sysctls, { 'net.ipv4.ip_forward': '1' });
  });

  others('they are taken over by deleting the namespaces and starting the profile', async () => {
    const spec = ['-f', join(host.directory, 'host.yaml'), '--profile', 'adopted'];
    host.sh('ip netns delete Red; ip netns delete blue');
    await until('the links are gone', () => !host.sh('ip -o link').includes('out@'));
    await host.must(...spec, 'up');
    const red = await host.pid(spec, 'red');
    assert.match(host.inside(red, ['-n'], 'ip route'), /default via 10\.77\.0\.1 dev eth0/);
    assert.match(host.inside(red, ['-n'], 'ip -o address show v1'), /10\.9\.0\.1\/30/);
    await host.must(...spec, 'plan', '--exit-code');
    const { stderr } = await host.must('adopt', '-p', `${host.prefix}-other`);
    assert.match(stderr, `project ${host.prefix}-h: 2 running`);
    const taken = await host.compose('adopt', '-p', `${host.prefix}-h`, '--from-host');
    assert.is(taken.code, 4);
    await host.must(...spec, 'down', '--timeout', '0');
  });

  others('a file that is there is never written over', async () => {
    const file = join(host.directory, 'host.yaml');
    const before = readFileSync(file, 'utf8');
    const again = await host.compose('adopt', '-p', `${host.prefix}-h`, '-o', file);
    assert.is(again.code, 4);
    assert.is(readFileSync(file, 'utf8'), before);
  });

  others('of two with one address the second stands in a comment, and the profile loads', async () => {
    host.sh(`for name in p q r; do
        ip netns add $name
        ip link add v$name type veth peer name e0 netns $name
        ip link set v$name master brx
        ip -n $name address add 10.77.0.$([ $name = r ] && echo 9 || echo 8)/24 dev e0
      done`);
    const file = join(host.directory, 'twins.yaml');
    const { stderr } = await host.must('adopt', '-p', `${host.prefix}-t`, '-o', file);
    assert.match(
      stderr,
      /containers\.q stands in a comment at the end of the spec: the address 10\.77\.0\.8/,
    );
    const { stdout } = await host.must('-f', file, '--profile', '*', 'config', '--format', 'json');
    assert.equal(Object.keys(JSON.parse(stdout).containers), ['p', 'r']);
    host.sh('for name in p q r; do ip netns delete $name; done');
    await until('the veths are gone', () => !host.sh('ip -o link').includes('vp@'));
  });

  others(
    'pairs that nobody has looked at yet are found, also when their interfaces have equal numbers',
    async () => {
      host.sh(`for name in p q r s; do ip netns add $name; done
      ip link add one netns p type veth peer name one netns q
      ip link add two netns r type veth peer name two netns s
      ip link add BRX type bridge`);
      const file = join(host.directory, 'pairs.yaml');
      const { stderr } = await host.must('adopt', '-p', `${host.prefix}-q`, '-o', file);
      assert.not.match(stderr, 'in a namespace without name');
      assert.match(stderr, /the bridge \S+ is not in the spec: another one differs from it only in case/);
      const { stdout } = await host.must('-f', file, '--profile', '*', 'config', '--format', 'json');
      assert.equal(
        (JSON.parse(stdout).links as { endpoints: string[] }[]).map(each => each.endpoints),
        [
          ['p:one', 'q:one'],
          ['r:two', 's:two'],
        ],
      );
      host.sh('for name in p q r s; do ip netns delete $name; done; ip link delete BRX');
    },
  );
}

others.run();
