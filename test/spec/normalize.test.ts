import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { positionOf } from '../../src/model/positions.js';
import type { Container } from '../../src/model/project.js';
import { containerOf, errorsOf, projectOf, warningsOf, web } from './specs.js';

const profile = new URL('../../fixtures/seccomp/docker.json', import.meta.url).pathname;

const network =
  'networks: {br0: {addresses: [10.0.2.1/24], pool: 10.0.2.100-199}, back: {internal: true, addresses: [10.0.3.1/24]}, two: {addresses: [10.0.4.1/24], pool: 10.0.4.5-9}}';

/** Lines of a container, what is looked at, and its value. */
const rows: [lines: string, what: (container: Container) => unknown, expected: unknown][] = [
  ['labels: {}', each => each.limits, { pids: 4096 }],
  ['limits: {pids: max}', each => each.limits, {}],
  [
    'limits: {memory: 1.5g, memory_high: 900M, swap: 0, cpus: .5, cpuset: 0-1}',
    each => each.limits,
    { cpus: 0.5, cpuset: '0-1', memory: 1610612736, memory_high: 943718400, swap: 0, pids: 4096 },
  ],
  [
    'cpus: "1.5"\nmem_limit: 64m\npids_limit: 9',
    each => each.limits,
    { cpus: 1.5, memory: 67108864, pids: 9 },
  ],
  [
    'cpu_shares: 512\ncpu_quota: 25000\ncpu_period: 50000\ncpuset: 0-1\nmem_limit: 64m\nmem_reservation: 32m',
    each => each.limits,
    { cpus: 0.5, cpu_weight: 50, cpuset: '0-1', memory: 67108864, memory_low: 33554432, pids: 4096 },
  ],
  [
    'mem_limit: 64m\nmemswap_limit: 96m\nmem_swappiness: 10\noom_kill_disable: true',
    each => each.limits,
    { memory: 67108864, swap: 33554432, swappiness: 10, oom_kill_disable: true, pids: 4096 },
  ],
  ['memswap_limit: -1\ncpu_quota: -1\ncpu_shares: 0', each => each.limits, { pids: 4096 }],
  [
    'blkio_config: {weight: 505, device_read_bps: [{path: /dev/vda, rate: 20M}], device_write_iops: [{path: /dev/vda, rate: 5}]}',
    each => each.limits,
    { pids: 4096, io_weight: 5001, io: { '/dev/vda': { rbps: 20971520, wiops: 5 } } },
  ],
  [
    'deploy: {resources: {limits: {cpus: "2", memory: 64M, pids: 7}}}',
    each => each.limits,
    { cpus: 2, memory: 67108864, pids: 7 },
  ],
  [
    'limits: {io: {/dev/vda: {wbps: 20M, riops: 5}}}',
    each => each.limits.io,
    { '/dev/vda': { wbps: 20971520, riops: 5 } },
  ],
  ['command: echo "a b" c\\ d', each => each.command, ['echo', 'a b', 'c d']],
  ['entrypoint: [sh, -c]\ncommand: [exit]', each => each.command, ['sh', '-c', 'exit']],
  ['command: [echo, 1.10, 010, true]', each => each.command, ['echo', '1.10', '010', 'true']],
  [
    'init: /sbin/init',
    each => [
      each.system,
      each.command,
      each.stopSignal,
      each.security.noNewPrivileges,
      each.security.seccomp,
    ],
    [true, ['/sbin/init'], 'SIGPWR', false, 'system'],
  ],
  [
    'init: true',
    each => [each.system, each.reaper, each.stopSignal, each.security.noNewPrivileges],
    [false, true, 'SIGTERM', true],
  ],
  [
    'rootfs: {path: ./r, ro: true}\noverlay: true',
    each => each.rootfs,
    { source: 'path', path: '/srv/lab/r', readOnly: true, overlay: true },
  ],
  ['labels: {}', each => each.rootfs, { source: 'host', readOnly: true, overlay: false }],
  [
    'environment: {A: 1.10, B: "", C: null, D: true}',
    each => each.environment,
    { A: '1.10', B: '', D: 'true' },
  ],
  ['environment: [A=1=2, HOST, MISSING]', each => each.environment, { A: '1=2', HOST: 'here' }],
  ['labels: [a=1, b]', each => each.labels, { a: '1', b: '' }],
  ['user: 1000', each => each.user, '1000'],
  ['user: 22:22', each => each.user, '22:22'],
  ['labels: {}', each => each.user, '0:0'],
  ['stop_grace_period: 1m30s', each => each.stopGraceMs, 90_000],
  ['stop_signal: 15', each => each.stopSignal, 'SIGTERM'],
  ['stop_signal: rtmin+3', each => each.stopSignal, 'SIGRTMIN+3'],
  ['stop_signal: 37', each => each.stopSignal, 'SIGRTMIN+3'],
  ['stop_signal: SIGRTMAX-2', each => each.stopSignal, 'SIGRTMIN+28'],
  ['stop_signal: INT', each => each.rebootSignal, 'SIGINT'],
  ['labels: {}', each => each.rebootSignal, 'SIGTERM'],
  ['reboot_signal: 1', each => each.rebootSignal, 'SIGHUP'],
  ['labels: {}', each => [each.autostart, each.ephemeral], [undefined, false]],
  ['autostart: false', each => each.autostart, undefined],
  ['autostart: true', each => each.autostart, { order: 0, delayMs: 0, groups: [] }],
  [
    'autostart: {order: -3, delay: 2, groups: [net]}',
    each => each.autostart,
    { order: -3, delayMs: 2000, groups: ['net'] },
  ],
  ['restart: on-failure:3', each => each.restart, { policy: 'on-failure', maximumRetries: 3 }],
  ['restart: no', each => each.restart, { policy: 'no', maximumRetries: 0 }],
  [
    'volumes: ["./a:/x:ro", "data:/y"]',
    each =>
      each.mounts.map(({ type, source, target, readOnly, createSource }) => ({
        type,
        source,
        target,
        readOnly,
        createSource,
      })),
    [
      { type: 'bind', source: '/srv/lab/a', target: '/x', readOnly: true, createSource: true },
      { type: 'volume', source: 'data', target: '/y', readOnly: false, createSource: false },
    ],
  ],
  [
    'volumes: [{type: bind, source: ../a, target: /x/, read_only: true, bind: {recursive: disabled}}]',
    each => each.mounts,
    [{ type: 'bind', source: '/srv/a', target: '/x', readOnly: true, recursive: false, createSource: false }],
  ],
  ['container_name: front', each => [each.name, each.service, each.hostname], ['front', 'web', 'front']],
  ['cap_keep: [CAP_CHOWN, net_raw]', each => each.security.capabilities, ['chown', 'net_raw']],
  ['rootfs: ./tree\nread_only: true', each => each.rootfs.readOnly, true],
  [
    'tmpfs: /run:size=64m,mode=0755',
    each => each.mounts,
    [
      {
        type: 'tmpfs',
        source: '',
        target: '/run',
        readOnly: false,
        recursive: true,
        createSource: false,
        size: 67108864,
        mode: 0o755,
      },
    ],
  ],
  [
    'devices: [/dev/fuse:rw, "/dev/null:/dev/nil:r", /dev/zero]',
    each => each.devices,
    [
      { source: '/dev/fuse', target: '/dev/fuse', permissions: 'rw' },
      { source: '/dev/null', target: '/dev/nil', permissions: 'r' },
      { source: '/dev/zero', target: '/dev/zero', permissions: 'rwm' },
    ],
  ],
  [
    'ulimits: {nofile: {soft: 1024, hard: unlimited}, core: 0}',
    each => each.ulimits,
    [
      { name: 'nofile', soft: 1024, hard: -1 },
      { name: 'core', soft: 0, hard: 0 },
    ],
  ],
  [
    'sysctls: [net.core.somaxconn=1024, "net.ipv4.ip_local_port_range=1024 65000"]',
    each => each.sysctls,
    { 'net.core.somaxconn': '1024', 'net.ipv4.ip_local_port_range': '1024 65000' },
  ],
  [
    'healthcheck: {tcp: ":80", interval: 5s}',
    each => each.healthcheck,
    {
      test: { tcp: { host: '127.0.0.1', port: 80 } },
      intervalMs: 5000,
      timeoutMs: 30000,
      retries: 3,
      startPeriodMs: 0,
      startIntervalMs: 5000,
    },
  ],
  ['healthcheck: {tcp: "[::1]:80"}', each => each.healthcheck?.test, { tcp: { host: '::1', port: 80 } }],
  [
    'healthcheck: {http: ":8080/ready?full=1"}',
    each => each.healthcheck?.test,
    { http: { host: '127.0.0.1', port: 8080, path: '/ready?full=1' } },
  ],
  [
    'healthcheck: {http: "http://10.0.2.16"}',
    each => each.healthcheck?.test,
    { http: { host: '10.0.2.16', port: 80, path: '/' } },
  ],
  ['healthcheck: {icmp: 10.0.2.1}', each => each.healthcheck?.test, { icmp: { host: '10.0.2.1' } }],
  [
    'healthcheck: {test: curl -f localhost}',
    each => each.healthcheck?.test,
    { exec: ['/bin/sh', '-c', 'curl -f localhost'] },
  ],
  [
    'healthcheck: {test: [CMD-SHELL, a | b]}',
    each => each.healthcheck?.test,
    { exec: ['/bin/sh', '-c', 'a | b'] },
  ],
  ['healthcheck: {test: [CMD, a, b]}', each => each.healthcheck?.test, { exec: ['a', 'b'] }],
  ['healthcheck: {test: [NONE]}', each => each.healthcheck, undefined],
  ['healthcheck: {disable: true}', each => each.healthcheck, undefined],
  ['idmap: 0 100000 65536', each => each.security.idmap, { first: 100000, size: 65536 }],
  [
    'privileged: true',
    each => [
      each.security.idmap,
      each.security.seccomp,
      each.security.noNewPrivileges,
      each.security.capabilities.length,
    ],
    ['none', 'unconfined', false, 41],
  ],
  [
    'labels: {}',
    each => each.security.capabilities,
    [
      'chown',
      'dac_override',
      'fowner',
      'fsetid',
      'kill',
      'net_bind_service',
      'setfcap',
      'setgid',
      'setpcap',
      'setuid',
      'sys_chroot',
    ],
  ],
  ['cap_drop: [ALL]\ncap_add: [CAP_NET_RAW]', each => each.security.capabilities, ['net_raw']],
  ['init: /sbin/init', each => each.security.capabilities.length, 36],
  [
    `seccomp: ${profile}`,
    each => each.security.seccomp,
    { file: profile, sha256: createHash('sha256').update(readFileSync(profile)).digest('hex') },
  ],
  [
    'extra_hosts: ["a:10.0.0.1", "b=::1"]',
    each => each.extraHosts,
    [
      { name: 'a', address: '10.0.0.1' },
      { name: 'b', address: '::1' },
    ],
  ],
  [
    'networks: [br0]\nextra_hosts: {host: host-gateway}',
    each => each.extraHosts,
    [{ name: 'host', address: '10.0.2.1' }],
  ],
  [
    'networks: [br0]',
    each => each.nics,
    [
      {
        network: 'br0',
        interface: 'eth0',
        addresses: [],
        pooled: true,
        routes: [],
        aliases: [],
        gateway: { v4: '10.0.2.1' },
      },
    ],
  ],
  [
    'networks: {back: {address: 10.0.3.2/24}, br0: {addresses: [10.0.2.2/24, "2001:DB8::0:1/64"]}}',
    each => each.nics.map(nic => [nic.interface, nic.addresses, nic.gateway]),
    [
      ['eth0', ['10.0.3.2/24'], undefined],
      ['eth1', ['10.0.2.2/24', '2001:db8::1/64'], { v4: '10.0.2.1' }],
    ],
  ],
  ['networks: [br0, two]', each => each.nics.map(nic => nic.gateway), [{ v4: '10.0.2.1' }, undefined]],
  [
    'networks: {br0: , two: {gateway: auto}}',
    each => each.nics.map(nic => nic.gateway),
    [undefined, { v4: '10.0.4.1' }],
  ],
  ['networks: {br0: {gateway: none}}', each => each.nics[0]!.gateway, undefined],
  ['networks: {br0: {gateway: 10.0.2.7}}', each => each.nics[0]!.gateway, { v4: '10.0.2.7' }],
  [
    'networks: {back: {name: eth1, address: 10.0.3.2/24}, br0: }',
    each => each.nics.map(nic => nic.interface),
    ['eth1', 'eth2'],
  ],
  [
    'networks: {br0: {routes: [{to: 10.9.0.0/16, via: 10.0.2.3, metric: 5}, {to: default}]}}',
    each => each.nics[0]!.routes,
    [{ to: '10.9.0.0/16', via: '10.0.2.3', metric: 5 }, { to: 'default' }],
  ],
  [
    'networks: [br0]\nports: ["8080:80", "127.0.0.1:5000-5001:6000-6001/udp"]',
    each => each.ports,
    [
      { published: 8080, target: 80, protocol: 'tcp' },
      { published: 5000, target: 6000, protocol: 'udp', hostIp: '127.0.0.1' },
      { published: 5001, target: 6001, protocol: 'udp', hostIp: '127.0.0.1' },
    ],
  ],
  [
    'networks: [br0]\nports: [{target: 80, published: "8080"}]',
    each => each.ports,
    [{ published: 8080, target: 80, protocol: 'tcp' }],
  ],
  ['privileged: "true"', each => each.security.privileged, true],
  ['tty: yes', each => each.tty, true],
  ['network_mode: none', each => each.networkMode, { mode: 'none' }],
  ['hostname: web.lab', each => each.hostname, 'web.lab'],
];
for (const [lines, what, expected] of rows) {
  test(`${lines.replace(/\n/g, '; ')} is ${JSON.stringify(expected)}`, async () => {
    const text = web(lines, `${network}\nvolumes: {data: }`);
    assert.equal(what(await containerOf(text, undefined, { environment: { HOST: 'here' } })), expected);
  });
}

test('scale gives numbered instances, and without it the name itself', async () => {
  const names = async (lines: string) => (await projectOf(web(lines))).containers.map(each => each.name);
  assert.equal(await names('scale: 3'), ['web-1', 'web-2', 'web-3']);
  assert.equal(await names('scale: 1'), ['web-1']);
  assert.equal(await names('scale: 0'), []);
  assert.equal(await names('tty: false'), ['web']);
});

test('a dependency on a scaled container is one on each instance', async () => {
  const text =
    'containers: {a: {rootfs: host, command: [x], depends_on: [b]}, b: {rootfs: host, command: [x], scale: 2}}';
  assert.equal(
    (await containerOf(text, 'a')).dependsOn.map(each => each.container),
    ['b-1', 'b-2'],
  );
});

test('a root file system of debootstrap has a layer for what is written, and takes nothing that is an option', async () => {
  const text = (more: string) =>
    `containers: {a: {rootfs: {debootstrap: {suite: bookworm, ${more}}}, command: [x]}}`;
  const { rootfs } = await containerOf(text('include: [dbus, busybox, dbus]'), 'a');
  assert.is(rootfs.overlay, true);
  assert.equal(rootfs.debootstrap, { suite: 'bookworm', include: ['busybox', 'dbus'], variant: 'minbase' });
  for (const wrong of ['include: [--arch=x]', 'mirror: "-x"', 'include: [a b]'])
    assert.is((await errorsOf(text(wrong))).length > 0, true, wrong);
});

test('a network is ready when its container has started', async () => {
  const text =
    'containers: {a: {rootfs: host, command: [x], depends_on: {b: {condition: network_ready}}}, b: {rootfs: host, command: [x]}}';
  assert.is((await containerOf(text, 'a')).dependsOn[0]!.condition, 'started');
});

test('a profile brings its containers in, and every profile with an asterisk', async () => {
  const text =
    'containers: {a: {rootfs: host, command: [x]}, b: {rootfs: host, command: [x], profiles: [debug]}}';
  const names = async (profiles: string[]) =>
    (await projectOf(text, { profiles })).containers.map(each => each.name);
  assert.equal(await names([]), ['a']);
  assert.equal(await names(['debug']), ['a', 'b']);
  assert.equal(await names(['*']), ['a', 'b']);
  const fromVariable = await projectOf(text, { environment: { LXC_COMPOSE_PROFILES: 'debug,x' } });
  assert.is(fromVariable.containers.length, 2);
});

test('merge keys add what is missing and anchors may be used a thousand times', async () => {
  const entries = Array.from(
    { length: 1000 },
    (_, index) => `  w${index}: {<<: *base, hostname: h${index}}`,
  ).join('\n');
  const project = await projectOf(
    `x-base: &base {rootfs: host, command: [x], hostname: base}\ncontainers:\n${entries}`,
  );
  assert.is(project.containers.length, 1000);
  assert.is(project.containers[999]!.hostname, 'h999');
});

test('positions name the line of every key, also of short forms', async () => {
  const project = await projectOf(`networks:
  br0:
    mtu: 1400
    stp: false
    addresses: [10.0.2.1/24]
services:
  web:
    rootfs: host
    command: [x]
    mem_limit: 64M
    networks:
      - br0
    environment:
      - A=1
    scale: 2
`);
  const line = (path: string) => positionOf(project, path)?.line;
  assert.is(line('networks.br0.mtu'), 3);
  assert.is(line('networks.br0.bridge.stp'), 4);
  assert.is(line('containers.web.limits.memory'), 10);
  assert.is(line('containers.web.networks.br0'), 12);
  assert.is(line('containers.web-2.networks.br0.address'), 12);
  assert.is(line('containers.web.environment.A'), 14);
  assert.is(line('containers.web-1.command'), 9);
  assert.is(line('containers.web.cap_add'), 7);
});

test('an unset variable warns once, and yes is read with a warning', async () => {
  const warnings = await warningsOf(web('labels: {a: $X, b: $X}\ntty: yes'));
  assert.equal(warnings, [
    'The "X" variable is not set. Defaulting to a blank string.',
    '"yes" is read as true: write true',
  ]);
});

test('a container on a network with addresses and no pool is told that it gets none', async () => {
  assert.match(
    (await warningsOf(web('networks: [b]', 'networks: {b: {addresses: [10.0.0.1/24]}}')))[0]!,
    /eth0 gets no address/,
  );
});

test('1,024 ports on a bridge are refused', async () => {
  const rest = 'networks: {b: {addresses: [10.0.0.1/16], pool: 10.0.1.0-10.0.9.255}, c: }';
  assert.is((await errorsOf(web('networks: [b]\nscale: 1023', rest))).length, 0);
  const [error] = await errorsOf(
    `${web('networks: [b]\nscale: 1023', rest)}  x: {rootfs: host, command: [x], networks: [b]}\n`,
  );
  assert.match(error!.message, /1024 interfaces on bridge "b"/);
});

test('a port on an IPv6 address is refused in both forms, not found out by up', async () => {
  for (const port of ['"[::1]:9:99"', '{target: 99, published: "9", host_ip: "::1"}']) {
    const [error] = await errorsOf(
      web(`networks: [br0]\nports: [${port}]`, 'networks: {br0: {addresses: [10.0.2.1/24]}}'),
    );
    assert.match(error!.message, /publishes on the IPv6 address ::1: only IPv4 is supported yet/);
  }
});

test('an exhausted pool is an error that names the pool', async () => {
  const rest = 'networks: {b: {addresses: [10.0.0.1/24], pool: 10.0.0.1-10.0.0.3}}';
  assert.is((await errorsOf(web('networks: [b]\nscale: 2', rest))).length, 0);
  assert.match(
    (await errorsOf(web('networks: [b]\nscale: 3', rest)))[0]!.message,
    /has 2 free addresses for 3/,
  );
});

const users = [
  '1, 1:, :1, 01, +1, 1e3, 0x0, 2147483648, 4294967294, 4294967295, 4294967296, -1'.split(', '),
  [' 1', '1\n', ''],
].flat();
for (const user of users) {
  const good = ['1', '2147483648', '4294967294'].includes(user);
  test(`user ${JSON.stringify(user)} is ${good ? 'taken as it is' : 'refused'}`, async () => {
    const text = web(`user: ${JSON.stringify(user)}`);
    if (good) assert.is((await containerOf(text)).user, user);
    else assert.is((await errorsOf(text))[0]!.code, 'invalid-value');
  });
}

test('a number that YAML reads otherwise than it is written is refused', async () => {
  for (const text of [
    'user: 010',
    'user: 1e3',
    'limits: {memory: 0o17}',
    'limits: {pids: 1e2}',
    'scale: 1.5',
    'user: 0x10',
  ]) {
    assert.is((await errorsOf(web(text))).length, 1, text);
  }
});

test('a container with a name of its own is still found by its key', async () => {
  const project = await projectOf(
    'links: [{endpoints: [web:eth1, db:eth1], addresses: {web:eth1: 10.0.0.1/30}}]\n' +
      'containers: {web: {container_name: front, rootfs: host, command: [x]}, db: {rootfs: host, command: [y], depends_on: [web], network_mode: none}}',
  ).catch(error => String(error));
  assert.match(String(project), /"db" has no network of its own/);
  const { links, containers } = await projectOf(
    'links: [{endpoints: [web:eth1, db:eth1], addresses: {web:eth1: 10.0.0.1/30}}]\n' +
      'containers: {web: {container_name: front, rootfs: host, command: [x]}, db: {rootfs: host, command: [y], depends_on: [web]}}',
  );
  assert.equal(links[0]!.ends[0], { container: 'front', interface: 'eth1', addresses: ['10.0.0.1/30'] });
  assert.is(containers[1]!.dependsOn[0]!.container, 'front');
});

test('words that say the same twice may not say otherwise', async () => {
  const messages = async (lines: string) => (await errorsOf(web(lines))).map(each => each.message).join('\n');
  assert.match(await messages('container_name: a\nscale: 2'), /2 containers cannot have one name/);
  assert.match(await messages('cap_keep: [chown]\ncap_add: [mknod]'), /"cap_add" and "cap_keep" contradict/);
  assert.match(await messages('rootfs: {path: ./x, ro: false}\nread_only: true'), /"read_only" contradicts/);
  assert.match(await messages('overlay: true\nread_only: true'), /"read_only" contradicts/);
});

test.run();
