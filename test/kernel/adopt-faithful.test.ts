/** Adopting is faithful: the new spec asks for what the lost one asked for; what was changed by hand is in it, or told. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fillAddresses } from '../../src/app/addresses.js';
import { desireAll } from '../../src/reconcile/desire.js';
import { load } from '../../src/spec/load.js';
import { makeBusyboxTree } from './busybox-tree.js';
import { beforeAll, Host, isRoot, until } from './harness.js';

const rich = (directory: string) => `
networks:
  br0: {addresses: [10.0.2.1/24], pool: 10.0.2.100-10.0.2.199, nat: true, mtu: 1450, mac: "02:00:00:00:00:01", bridge: {priority: 100}}
  back: {internal: true, addresses: [10.0.3.1/24]}
  theirs: {external: true}
links:
  - {endpoints: [web:a0, db:a0], addresses: {"web:a0": 10.9.0.1/30, "db:a0": 10.9.0.2/30}}
  - {endpoints: [web:b0, db:b0], mtu: 1300, addresses: {"web:b0": 10.9.0.5/30}}
volumes: {data: {}}
containers:
  zulu: {rootfs: host, command: [sleep, infinity], networks: [br0], hostname: z.lab}
  web:
    rootfs: host
    command: [sleep, infinity]
    environment: {A: "yes", B: "0x10", C: "two\\nlines", D: "$$x $$\{y}", E: "", F: "# no: comment", G: "012"}
    networks:
      br0: {address: 10.0.2.16/24, aliases: [www, w3], routes: [{to: 10.77.0.0/16, via: 10.0.2.9, metric: 7, table: 100}]}
      theirs: {address: 10.0.4.16/24, interface: ext, mtu: 1300}
    ports: ["8080:80", "127.0.0.1:5353:53/udp"]
    volumes: ["data:/data", "${directory}/a b:/mnt:ro", {type: tmpfs, target: /scratch, tmpfs: {size: 1m, mode: "0700"}}]
    limits: {memory: 128M, pids: 50, cpus: 0.5}
    sysctls: {net.core.somaxconn: 512}
    extra_hosts: [outside=192.0.2.7, other=192.0.2.7]
    healthcheck: {tcp: ":80", start_period: 1s}
    stop_signal: INT
  db: {rootfs: {path: ${directory}/tree}, command: [/bin/sleep, "100000"], networks: {back: {address: 10.0.3.20/24}}, cgroup: {cpu.shares: 512}, seccomp: system, container_name: d.b}
  beside: {rootfs: host, command: [sleep, infinity], network_mode: "container:web", restart: on-failure}
  job: {rootfs: {path: ${directory}/tree, ro: true}, command: [/bin/true], networks: {br0: {address: 10.0.2.30/24, aliases: [once]}}, volumes: ["data:/tmp"], limits: {memory: 16M}}
  twice: {rootfs: host, overlay: true, command: [sleep, infinity], scale: 2, networks: [back]}
  absent: {rootfs: host, command: [sleep, infinity], profiles: [never]}
`;

/** Everything that a plan would compare, by resource and attribute. */
async function asked(file: string): Promise<Map<string, unknown>> {
  const result = await load({
    files: [file],
    profiles: [],
    envFiles: [],
    environment: {},
    workingDirectory: dirname(file),
  });
  if (!result.ok) throw new Error(result.diagnostics.map(each => each.message).join('; '));
  const { project } = fillAddresses(result.project);
  return new Map(
    desireAll(project).flatMap(({ id, attributes }) =>
      Object.entries(attributes).map(([name, value]): [string, unknown] => [`${id}.${name}`, value]),
    ),
  );
}

/** A line for each attribute that the two ask for differently. */
function different(before: Map<string, unknown>, after: Map<string, unknown>): string[] {
  const text = (value: unknown) => JSON.stringify(value) ?? 'nothing';
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter(key => text(before.get(key)) !== text(after.get(key)))
    .map(key => `${key}: ${text(before.get(key))} -> ${text(after.get(key))}`)
    .sort();
}

/** @param keep false: nothing of the spec is left but what the monitors and the kernel say and the record of the last apply */
function faithful(keep: boolean) {
  const test = suite(keep ? 'adopting a project' : 'adopting a project of which no spec is kept');
  let host: Host;
  let spec: string[];
  let project: string;
  let uplink: string;
  let count = 0;
  beforeAll(test, async () => {
    host = await Host.make();
    makeBusyboxTree(join(host.directory, 'tree'));
    mkdirSync(join(host.directory, 'a b'));
    host.sh('ip link add theirs type bridge; ip address add 10.0.4.1/24 dev theirs; ip link set theirs up');
    project = `${host.prefix}-p`;
    spec = host.spec(rich(host.directory));
    await host.must(...spec, 'up');
    await until(
      'the job',
      async () => (await host.ps(...spec)).get('job'),
      row => row?.state === 'STOPPED',
    );
    await host.must(...spec, 'plan', '--exit-code');
    const links = JSON.parse(host.sh('ip -json link show master br0')) as {
      ifname: string;
      altnames?: string[];
    }[];
    uplink = links.find(link => link.altnames?.some(name => name.includes(':web:')))!.ifname;
  });
  test.after(() => host.destroy());

  const pids = async (args: string[]) =>
    [...(await host.ps(...args)).values()].map(each => `${each.name} ${each.pid}`).sort();

  const adopt = async () => {
    count += 1;
    const file = join(host.directory, `adopted-${count}.yaml`);
    if (!keep) rmSync(join(host.directory, 'state', project, 'SPEC.yaml'), { force: true });
    const { stderr } = await host.must('-p', project, 'adopt', '-o', file);
    const plan = await host.compose('-f', file, 'plan', '--exit-code');
    return { file, stderr, plan };
  };

  test('the new spec asks for all that the lost one asked for', async () => {
    const wanted = await asked(spec[1]!);
    const kept = readFileSync(spec[1]!, 'utf8');
    const before = await pids(spec);
    rmSync(spec[1]!);
    const { file, plan, stderr } = await adopt();
    writeFileSync(spec[1]!, kept);
    assert.equal(different(wanted, await asked(file)), [], stderr);
    assert.is(plan.code, 0, plan.stdout + plan.stderr + stderr);
    assert.equal(await pids(['-f', file]), before);
  });

  const inNet = (pid: number, line: string) => host.inside(pid, ['-n'], line);
  /** What is done to the host by hand, and what the new spec then must ask for; null = no spec can say it, or not all of it. */
  const drifts: [title: string, damage: (web: number) => void, expected: RegExp | null][] = [
    [
      'a bridge’s address',
      () => host.sh('ip address add 10.0.8.1/24 dev back'),
      /networks\.back\.addresses.*10\.0\.8\.1/,
    ],
    ['a bridge’s MTU', () => host.sh('ip link set br0 mtu 1400'), /networks\.br0\.mtu: 1450 -> 1400/],
    [
      'a MAC address',
      web => inNet(web, 'ip link set eth0 address 02:00:00:00:00:99'),
      /web\.networks\.br0\.mac.*:99/,
    ],
    [
      'a route',
      web => inNet(web, 'ip route add 10.88.0.0/16 via 10.0.2.7'),
      /web\.networks\.br0\.routes.*10\.88/,
    ],
    ['no default route', web => inNet(web, 'ip route delete default'), /web\.networks\.br0\.routes/],
    ['an interface’s MTU', web => inNet(web, 'ip link set ext mtu 1290'), /web\.networks\.theirs\.mtu.*1290/],
    ['an address', web => inNet(web, 'ip address add 10.0.2.99/24 dev eth0'), null],
    [
      'a link’s address',
      web => inNet(web, 'ip address add 10.9.0.9/29 dev a0'),
      /links\.web:a0.*10\.9\.0\.9/,
    ],
    ['an interface’s name', web => inNet(web, 'ip link set ext down; ip link set ext name renamed up'), null],
    ['an interface that is down', web => inNet(web, 'ip link set ext down'), null],
    ['no bridge', () => host.sh(`ip link set ${uplink} nomaster`), null],
    [
      'a sysctl',
      web => inNet(web, 'sysctl -qw net.core.somaxconn=600'),
      /sysctls\.net\.core\.somaxconn.*600/,
    ],
    [
      'a limit',
      () => writeFileSync(host.cgroup('memory', 'web', 'memory.limit_in_bytes'), '50331648'),
      /limits\.memory.*50331648/,
    ],
    [
      'a limit less',
      () => writeFileSync(host.cgroup('pids', 'web', 'pids.max'), 'max'),
      /web\.limits\.pids: 50 -> nothing/,
    ],
    ['a host name', web => host.inside(web, ['-u'], 'hostname elsewhere'), null],
    [
      'no firewall',
      () => host.sh(`nft delete table inet $(nft list tables | grep -o 'lxcc_[^ ]*')`),
      /firewall\.ports: .* -> nothing/,
    ],
  ];

  for (const [title, damage, expected] of drifts) {
    test(`what was changed by hand is in the spec, or told: ${title}`, async () => {
      const wanted = await asked(spec[1]!);
      damage(await host.pid(spec, 'web'));
      try {
        assert.is((await host.compose(...spec, 'plan', '--exit-code')).code, 2);
        const before = await pids(spec);
        const { file, plan, stderr } = await adopt();
        const changes = different(wanted, await asked(file));
        const report = `${changes.join('\n')}\n${plan.stdout}${plan.stderr}${stderr}`;
        if (expected) assert.match(changes.join('\n'), expected, report);
        if (plan.code !== 0) {
          assert.is(expected, null, report);
          assert.match(stderr, /a plan is left|a plan still has something to do/, report);
        }
        assert.equal(await pids(spec), before);
      } finally {
        await host.must(...spec, 'up');
      }
      await host.must(...spec, 'plan', '--exit-code');
    });
  }

  test('nothing is left behind', async () => {
    await host.must(...spec, 'down', '-v', '-y', '--timeout', '0');
    host.sh('ip link delete theirs');
    assert.equal(await host.leaks(), []);
    assert.not.ok(existsSync(join(host.directory, 'state', project)));
  });
  test.run();
}

if (!isRoot()) console.log('skipped: containers need root');
else for (const keep of [true, false]) faithful(keep);
