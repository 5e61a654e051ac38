/** `adopt -p`: a spec that is lost is written again, and what runs goes on as if nobody had looked. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { makeBusyboxTree } from './busybox-tree.js';
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
}

own.run();
