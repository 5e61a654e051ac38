/** `adopt`: a spec of what runs, for which nothing is left to do; and what runs goes on as if nobody had looked. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { makeBusyboxTree } from './busybox-tree.js';
import { differences } from './census.js';
import { beforeAll, Host, isRoot, until } from './harness.js';

const rich = (directory: string, prefix: string) => `
networks:
  br0:
    addresses: [10.0.2.1/24, "fd00:2::1/64"]
    pool: 10.0.2.100-10.0.2.199
    nat: true
    mtu: 1450
    bridge: {forward_delay: 4, ageing_time: 100}
    labels: {zone: front}
  back: {internal: true, addresses: [10.0.3.1/24]}
links:
  - {endpoints: [web:eth5, db:eth5], mtu: 1400, addresses: {"web:eth5": [10.9.0.1/30], "db:eth5": 10.9.0.2/30}}
containers:
  web:
    rootfs: host
    overlay: true
    hostname: front.lab
    domainname: lab
    command: [sh, -c, 'echo "$$GREETING"; exec sleep infinity']
    environment: {GREETING: "price: 5 $$ # no comment", EMPTY: "", NUMBER: 010}
    networks:
      br0: {address: 10.0.2.16/24, mac: 02:00:0a:00:02:10, aliases: [www], routes: [{to: 10.50.0.0/16, via: 10.0.2.16, metric: 7}]}
      back: {addresses: [10.0.3.16/24], interface: inner, host_name: ${prefix}vb}
    ports: ["8080:80", "127.0.0.1:5353:53/udp"]
    volumes: ["${directory}/html:/srv/html:ro", "data:/var/data", {type: tmpfs, target: /scratch, tmpfs: {size: 1m, mode: "0700"}}]
    configs: [{source: motd, target: /tmp/motd, mode: 0440}]
    secrets: [password]
    limits: {memory: 64M, pids: 100, cpus: 0.5}
    sysctls: {net.core.somaxconn: 512}
    ulimits: {nofile: {soft: 100, hard: 200}}
    cap_add: [net_raw]
    oom_score_adj: 5
    restart: on-failure:3
    stop_signal: SIGINT
    stop_grace_period: 1s
    init: true
    healthcheck: {test: [CMD, "true"], interval: 1s, retries: 2}
    extra_hosts: ["printer=10.0.2.9"]
    labels: {owner: "o'hara", cost: "$$5"}
  db:
    rootfs: {path: ${directory}/tree, ro: true}
    command: [/bin/sleep, "100000"]
    networks: {back: {address: 10.0.3.20/24}}
    depends_on: {web: {condition: healthy}}
    seccomp: system
    user: "1000:1000"
    group_add: ["5"]
    working_dir: /tmp
  worker: {rootfs: host, command: [sleep, infinity], scale: 2, networks: [br0]}
  beside: {rootfs: host, command: [sleep, infinity], network_mode: "container:web"}
  once: {rootfs: host, command: ["true"], networks: [br0]}
volumes: {data: {labels: {keep: "yes"}}}
configs: {motd: {content: "five $$ a day"}}
secrets: {password: {file: ${directory}/password.txt}}
`;

const own = suite('a project of ours');
const others = suite('what is not ours');

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  let spec: string[];
  let project: string;
  let pids: Map<string, number | null>;
  let count = 0;

  beforeAll(own, async () => {
    host = await Host.make();
    makeBusyboxTree(join(host.directory, 'tree'));
    mkdirSync(join(host.directory, 'html'));
    writeFileSync(join(host.directory, 'password.txt'), 'correct horse');
    project = `${host.prefix}-p`;
    spec = host.spec(rich(host.directory, host.prefix));
    await host.must(...spec, 'up', '--wait', '--timeout', '30s');
    await until(
      'the job',
      async () => (await host.ps(...spec)).get('once'),
      row => row?.state === 'STOPPED',
    );
    await host.must(...spec, 'plan', '--exit-code');
    pids = await running(spec);
  });
  own.after(() => host.destroy());

  const running = async (args: string[]) =>
    new Map([...(await host.ps(...args))].map(([name, row]) => [name, row.pid]));

  /** Writes the spec, and checks that it changes nothing. */
  const adopt = async () => {
    count += 1;
    const file = join(host.directory, `adopted-${count}.yaml`);
    const { stderr } = await host.must('-p', project, 'adopt', '-o', file);
    const plan = await host.compose('-f', file, 'plan', '--exit-code');
    assert.is(plan.code, 0, `${plan.stdout}${plan.stderr}\n${stderr}`);
    assert.equal(await running(['-f', file]), pids);
    return { file, text: readFileSync(file, 'utf8'), stderr };
  };

  own('a spec that is still there is named, and the project is written all the same', async () => {
    const { stderr } = await adopt();
    assert.match(stderr, `Its spec is ${spec[1]}, which is still there`);
  });

  own('a lost spec is written again: nothing is to do, and every process goes on', async () => {
    rmSync(spec[1]!);
    const { file, stderr, text } = await adopt();
    assert.match(stderr, 'which is not there any more');
    assert.not.match(stderr, 'a plan is left');
    assert.not.match(text, 'correct horse');
    const lint = await host.compose('-f', file, 'lint');
    assert.is(lint.code, 0, lint.stdout + lint.stderr);
  });

  own('what the spec is kept in is for root alone', () => {
    const kept = join(host.directory, 'state', project, 'SPEC.yaml');
    assert.is(host.sh(`stat -c %a ${kept}`).trim(), '600');
    assert.not.match(readFileSync(kept, 'utf8'), 'correct horse');
  });

  own('what was changed by hand is what the spec asks for', async () => {
    const web = pids.get('web')!;
    host.sh('ip link set br0 type bridge forward_delay 900');
    host.inside(web, ['-n'], 'ip link set inner mtu 1300; ip route add 10.60.0.0/16 via 10.0.2.16 metric 9');
    host.inside(web, ['-n'], 'ip address add 10.9.0.5/30 dev eth5; sysctl -qw net.core.somaxconn=600');
    writeFileSync(host.cgroup('memory', 'web', 'memory.limit_in_bytes'), String(48 << 20));
    writeFileSync(host.cgroup('pids', 'worker-2', 'pids.max'), 'max');
    const { text, stderr } = await adopt();
    for (const line of [
      /# bridge\.forward_delay is 9 now; 4 was asked for/,
      /# sysctls\.net\.core\.somaxconn is 600 now; 512 was asked for/,
      /# limits\.memory is 50331648 now; 67108864 was asked for/,
      /# limits\.pids is nothing now; 4096 was asked for/,
      /to: "?10\.60\.0\.0\/16/,
      /10\.9\.0\.5\/30/,
    ])
      assert.match(text, line, stderr);
  });

  own('what the spec cannot say is told', async () => {
    host.inside(pids.get('web')!, ['-u'], 'hostname back.lab');
    const { stdout, stderr } = await host.must('-p', project, 'adopt');
    // Others find it by its old name.
    assert.match(stdout, 'hostname: back.lab');
    assert.match(stderr, /a plan still has something to do: update hosts\./);
    host.inside(pids.get('web')!, ['-u'], 'hostname front.lab');
  });

  own('the spec that was written takes the place of the lost one', async () => {
    const { file } = await adopt();
    await host.must('-f', file, 'up');
    assert.equal(await running(['-f', file]), pids);
    await host.must('-f', file, 'down', '-v', '-y', '--timeout', '0');
    assert.equal(await host.leaks(), []);
  });

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
}

own.run();
others.run();
