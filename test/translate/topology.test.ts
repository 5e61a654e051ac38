/** Shell lines, links and lab.conf: what becomes declarative, and what is told. */
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SpecFailure } from '../../src/spec/diagnostic.js';
import { importers, loadImported, translate } from './imported.js';

type Container = {
  networks?: Record<string, Record<string, unknown>>;
  sysctls?: Record<string, string>;
} & Record<string, unknown>;

/** One device on two collision domains that runs these lines. */
function startup(...lines: string[]) {
  const result = translate('kathara', '/srv/lab/lab.conf', 'r[0]=A\nr[1]=B\n', {
    '/srv/lab/r.startup': lines.join('\n'),
  });
  const device = (result.spec['containers'] as Record<string, Container>)['r']!;
  const networks = Object.values(device.networks!);
  const [eth0, eth1] = ['eth0', 'eth1'].map(name => networks.find(each => each['interface'] === name)!);
  return { ...result, device, eth0: eth0!, eth1: eth1!, left: result.remarks.map(each => each.range!.line) };
}

function clab(topology: string) {
  return translate('containerlab', '/srv/lab/lab.clab.yml', `name: lab\ntopology:\n${topology}`, {});
}

function refusal(kind: string, text: string): string {
  try {
    translate(kind, '/srv/lab/file', text, {});
  } catch (error) {
    if (error instanceof SpecFailure)
      return error.diagnostics.map(each => `${each.range?.line} ${each.message}`).join('\n');
    throw error;
  }
  return 'imported';
}

const addressLines: [line: string, address: string][] = [
  ['ip addr add 10.0.0.1/24 dev eth0', '10.0.0.1/24'],
  ['ip a a 10.0.0.1/24 dev eth0', '10.0.0.1/24'],
  ['ip address add dev eth0 10.0.0.1/24 brd +', '10.0.0.1/24'],
  ['/sbin/ip -4 addr replace 10.0.0.1/24 broadcast 10.0.0.255 dev eth0', '10.0.0.1/24'],
  ['ip addr add 10.0.0.1 dev eth0', '10.0.0.1/32'],
  ['ip -6 addr add 2001:DB8::1/64 dev eth0', '2001:db8::1/64'],
  ['ifconfig eth0 10.0.0.1/24 up', '10.0.0.1/24'],
  ['ifconfig eth0 10.0.0.1 netmask 255.255.255.252 broadcast 10.0.0.3 up', '10.0.0.1/30'],
  ['ifconfig eth0 10.0.0.1 up', '10.0.0.1/8'],
  ['ifconfig eth0 172.16.0.1', '172.16.0.1/16'],
  ['ifconfig eth0 193.0.0.1 up', '193.0.0.1/24'],
  ['ifconfig eth0 inet6 add 2001:db8::1/64', '2001:db8::1/64'],
  ['true && ip addr add 10.0.0.1/24 dev eth0; ip link set eth0 up', '10.0.0.1/24'],
];

for (const [line, address] of addressLines) {
  test(`"${line}" is the address ${address}`, () => {
    const { eth0, left } = startup(line);
    assert.is(eth0['address'], address);
    assert.equal(left, []);
  });
}

const routeLines: [line: string, part: Record<string, unknown>][] = [
  ['ip route add 10.2.0.0/16 via 10.0.0.9', { routes: [{ to: '10.2.0.0/16', via: '10.0.0.9' }] }],
  [
    'ip r add 10.2.0.0/16 via 10.0.0.9 dev eth0 metric 5',
    { routes: [{ to: '10.2.0.0/16', via: '10.0.0.9', metric: 5 }] },
  ],
  ['ip route add 10.2.0.0/16 dev eth0', { routes: [{ to: '10.2.0.0/16' }] }],
  ['ip route replace default via 10.0.0.9', { gateway: '10.0.0.9' }],
  ['ip route add 0.0.0.0/0 via 10.0.0.9', { gateway: '10.0.0.9' }],
  ['route add default gw 10.0.0.9 dev eth0', { gateway: '10.0.0.9' }],
  ['route add default gw 10.0.0.9 eth0', { gateway: '10.0.0.9' }],
  [
    'route add -net 10.2.0.0 netmask 255.255.0.0 gw 10.0.0.9',
    { routes: [{ to: '10.2.0.0/16', via: '10.0.0.9' }] },
  ],
  ['route add -net 10.2.0.0/16 gw 10.0.0.9', { routes: [{ to: '10.2.0.0/16', via: '10.0.0.9' }] }],
  ['route add -host 10.2.0.7 gw 10.0.0.9', { routes: [{ to: '10.2.0.7/32', via: '10.0.0.9' }] }],
];

for (const [line, part] of routeLines) {
  test(`"${line}" is a route of the interface whose network has the next hop`, () => {
    const { eth0, left } = startup(line, 'ip addr add 10.0.0.1/24 dev eth0');
    const { interface: _name, address: _address, ...rest } = eth0;
    assert.equal(rest, part);
    assert.equal(left, []);
  });
}

test('addresses and routes may stand in any order, and both families have a gateway', () => {
  const { eth1, left } = startup(
    'ip route add default via 2001:db8::9',
    'ip route add default via 10.1.0.9',
    'ip addr add 10.1.0.1/24 dev eth1',
    'ip addr add 2001:db8::1/64 dev eth1',
  );
  assert.equal(eth1['gateway'], ['2001:db8::9', '10.1.0.9']);
  assert.equal(left, []);
});

test('sysctls are set by `sysctl` and through /proc', () => {
  const { device, left } = startup(
    'sysctl -w net.ipv4.ip_forward=0',
    'echo 2 > /proc/sys/net/ipv4/conf/all/rp_filter',
    'echo "1" >/proc/sys/net/ipv6/conf/all/forwarding',
  );
  assert.is(device.sysctls!['net.ipv4.ip_forward'], '0');
  assert.is(device.sysctls!['net.ipv4.conf.all.rp_filter'], '2');
  assert.is(device.sysctls!['net.ipv6.conf.all.forwarding'], '1');
  assert.equal(left, []);
});

test('each line that is not taken over is remarked where it stands', () => {
  const lines = [
    '# a comment',
    'ip addr add 10.0.0.1/24 dev eth7',
    'ip addr add 10.0.0.1/33 dev eth0',
    'ip addr add $ADDRESS dev eth0',
    'ip route add 10.9.0.0/16 via 192.0.2.1',
    'ip route add 10.9.0.1/16 via 10.0.0.9',
    'ip link add br0 type bridge',
    'ip link set eth0 down',
    'sysctl -w kernel.panic=1',
    'echo 1 > /proc/sys/vm/drop_caches',
    '/etc/init.d/frr start',
    'ifconfig eth0 10.0.0.1 netmask 255.0.255.0',
    'route del default',
    'ip addr add 10.0.0.1/24 dev eth0 | tee log',
    'echo "unfinished',
    'tc qdisc add dev eth0 root netem delay 10ms',
  ];
  const { left, eth0 } = startup(...lines);
  assert.equal(left, lines.map((_line, index) => index + 1).slice(1));
  assert.equal(eth0, { interface: 'eth0' });
});

test('of two routes to the same place the second is remarked', () => {
  const { left, eth0 } = startup(
    'ip addr add 10.0.0.1/24 dev eth0',
    'ip route add default via 10.0.0.9',
    'ip route add default via 10.0.0.8',
  );
  assert.is(eth0['gateway'], '10.0.0.9');
  assert.equal(left, [3]);
});

test('no line of a startup file is a reason to fall, and what comes out loads', async () => {
  const word = fc.constantFrom(
    'ip',
    'addr',
    'add',
    'route',
    'dev',
    'eth0',
    'eth1',
    'via',
    'default',
    '10.0.0.1',
    '10.0.0.1/24',
    '10.0.0.2',
    'ifconfig',
    'up',
    'netmask',
    '255.255.255.0',
    'gw',
    '-net',
    'link',
    'set',
    'mtu',
    '1400',
    '9',
    '&&',
    ';',
    "'",
    'sysctl',
    'net.ipv4.ip_forward=1',
    'hw',
    'ether',
    'metric',
    'table',
    '-6',
    '::1/64',
    'address',
    '02:00:00:00:00:01',
  );
  const line = fc.array(word, { maxLength: 9 }).map(each => each.join(' '));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(line, fc.string()), { maxLength: 6 }), async lines => {
      const { text } = startup(...lines.map(each => each.replaceAll('\n', ' ')));
      const result = await loadImported(text);
      assert.equal(
        result.ok
          ? []
          : result.diagnostics.filter(each => each.severity === 'error').map(each => each.message),
        [],
      );
    }),
    { numRuns: 300, seed: 20261123 },
  );
});

test('a wire of two plain ends is a link; one with a route, a hardware address or a third end is a bridge', () => {
  const lab = translate(
    'kathara',
    '/srv/lab/lab.conf',
    'a[0]=P\nb[0]=P\na[1]=Q\nb[1]=Q/02:00:00:00:00:05\na[2]=R\nb[2]=R\nc[2]=R\nc[0]=S\n',
    {},
  );
  assert.equal(lab.spec['links'], [['a:eth0', 'b:eth0']]);
  assert.is(Object.keys(lab.spec['networks'] as object).length, 3);
});

test('a wire with a route is a bridge, because routes stand under networks', () => {
  const files = {
    '/srv/lab/a.startup': 'ip a add 10.0.0.1/24 dev eth0',
    '/srv/lab/b.startup': 'ip a add 10.0.0.2/24 dev eth0',
  };
  const lab = (more: string) =>
    translate('kathara', '/srv/lab/lab.conf', 'a[0]=P\nb[0]=P\n', {
      ...files,
      '/srv/lab/b.startup': `${files['/srv/lab/b.startup']}${more}`,
    });
  assert.is((lab('').spec['links'] as unknown[]).length, 1);
  const routed = lab('\nip r add default via 10.0.0.1');
  assert.is(routed.spec['links'], undefined);
  assert.match(routed.text, 'gateway: "10.0.0.1"');
});

test('the short, the extended, the brief and the bare form of a link are the same', () => {
  const nodes = '  nodes: {a: {kind: linux}, b: {kind: linux}}\n  links:\n';
  const links = [
    '    - endpoints: ["a:eth1", "b:eth1"]\n',
    '    - {type: veth, endpoints: [{node: a, interface: eth1}, {node: b, interface: eth1}]}\n',
    '    - ["a:eth1", "b:eth1"]\n',
  ];
  for (const link of links) assert.equal(clab(nodes + link).spec['links'], [['a:eth1', 'b:eth1']]);
  const brief = clab(
    `${nodes}    - {endpoints: ["a:eth1", "b:eth1"], ipv4: [10.0.0.1/30, 10.0.0.2/30], mtu: 1400}\n`,
  );
  const addresses = { 'a:eth1': ['10.0.0.1/30'], 'b:eth1': ['10.0.0.2/30'] };
  assert.equal(brief.spec['links'], [{ endpoints: ['a:eth1', 'b:eth1'], mtu: 1400, addresses }]);
});

test('a node has what its defaults, kind and group say, and its own word is the last', () => {
  const { spec } = clab(
    '  defaults: {memory: 1m, env: {A: d, B: d, C: d, D: d}, binds: [d:/d]}\n' +
      '  kinds: {linux: {memory: 2m, env: {A: k, B: k, C: k}}}\n' +
      '  groups: {g: {kind: linux, memory: 3m, env: {A: g, B: g}, binds: [g:/g, other:/d]}}\n' +
      '  nodes: {n: {group: g, env: {A: n}}}\n',
  );
  const node = (spec['containers'] as Record<string, Container>)['n']!;
  assert.equal(node['environment'], { A: 'n', B: 'g', C: 'k', D: 'd' });
  assert.equal(node['limits'], { memory: '3m' });
  assert.equal(node['volumes'], ['./other:/d', './g:/g']);
});

test('published ports bring the network for management, and only to who publishes', () => {
  const { spec } = clab('  nodes: {a: {kind: linux, ports: ["8080:80"]}, b: {kind: linux}}\n');
  const containers = spec['containers'] as Record<string, Container>;
  assert.equal(containers['a']!.networks, { clab: { interface: 'eth0' } });
  assert.is(containers['b']!.networks, undefined);
});

test('faults of a topology are errors with their line', () => {
  assert.is(
    refusal('containerlab', 'topology:\n  nodes: {a: }\n  links:\n    - endpoints: ["a:eth1", "z:eth1"]\n'),
    '4 there is no node "z"',
  );
  assert.is(
    refusal('containerlab', 'topology:\n  nodes: {a: }\n  links:\n    - endpoints: ["a:eth1"]\n'),
    '4 a link has two endpoints',
  );
  assert.is(
    refusal('containerlab', 'services: {}\n'),
    '1 the file has no `topology`: it is not of containerlab',
  );
  assert.is(
    refusal('kathara', 'a[0]=A\nnonsense\nb[1]\n'),
    '2 "nonsense" is not DEVICE[ARGUMENT]=VALUE\n3 "b[1]" is not DEVICE[ARGUMENT]=VALUE',
  );
});

test('what is no lab.conf at all gets one answer, and LAB_NAME is the name of the project', () => {
  assert.is(
    refusal('kathara', 'a: 1\nb: 2\n'),
    '1 the file is no lab.conf: no line of it is DEVICE[ARGUMENT]=VALUE',
  );
  assert.is(
    translate('kathara', '/srv/lab/lab.conf', 'LAB_NAME="My Lab"\na[0]=A\n', {}).spec['name'],
    'mylab',
  );
});

test('a directory that Kathara would copy into a device is remarked at the device', () => {
  const files = { '/srv/lab/b/hosts': '', '/srv/lab/b.startup': '' };
  const { remarks } = translate('kathara', '/srv/lab/lab.conf', 'a[0]=A\nb[0]=A\nb[1]=B\n', files);
  assert.equal(
    remarks.map(each => each.range!.line),
    [2],
  );
});

test('`import containerlab` knows a lab.conf when it sees one', () => {
  const { spec } = translate('containerlab', '/srv/lab/lab.conf', '# lab\npc[0]="A"\n', {});
  assert.equal(Object.keys(spec['containers'] as object), ['pc']);
});

test('a long line of blanks costs no time', () => {
  const blanks = ' '.repeat(500_000);
  const started = performance.now();
  startup(`ip${blanks}x`, `echo 1${blanks}> y`);
  translate('kathara', '/srv/lab/lab.conf', `a[0]=A${blanks}x\nLAB_WEB=${blanks}x\n`, {});
  translate(
    'compose',
    '/srv/lab/compose.yaml',
    `services: {a: {image: i, volumes: ["${'/'.repeat(500_000)}x:/y"]}}`,
    {},
  );
  assert.ok(performance.now() - started < 2000);
});

test('there is an importer for every kind that is tested', () => {
  assert.equal(Object.keys(importers), ['compose', 'containerlab', 'kathara']);
});

test.run();
