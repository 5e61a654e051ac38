/** Adopting: a spec of what runs, whose plan is empty. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeBusyboxTree } from './busybox-tree.js';
import { beforeAll, Host, isRoot } from './harness.js';

const rich = `
networks:
  br0: {addresses: [10.0.2.1/24, "2001:db8:3::1/64"], pool: 10.0.2.100-10.0.2.199, nat: true, bridge: {forward_delay: 0, stp: false}, mtu: 1450}
  back: {internal: true, addresses: [10.0.3.1/24]}
links:
  - {endpoints: [web:eth5, db:eth5], mtu: 1400, addresses: {"web:eth5": 10.9.0.1/30, "db:eth5": 10.9.0.2/30}}
volumes: {data: {}}
configs: {settings: {content: "a = $$b"}}
secrets: {token: {file: ./token}}
containers:
  web:
    rootfs: host
    overlay: true
    command: [sh, -c, 'trap "exit 0" TERM; echo "$$HOME"; while :; do sleep 0.1; done']
    hostname: web.lab
    environment: {MODE: "a b", PRICE: "5$$", EMPTY: ""}
    networks:
      br0: {address: 10.0.2.16/24, aliases: [www, w3], routes: [{to: 10.77.0.0/16, via: 10.0.2.9}]}
      back: {address: 10.0.3.16/24, mac: "02:00:00:00:00:77", host_name: vback}
    ports: ["8080:80", "127.0.0.1:5353:53/udp"]
    volumes: ["data:/data", "./html:/var/www:ro", {type: tmpfs, target: /scratch, tmpfs: {size: 1m, mode: "0700"}}]
    limits: {cpus: 0.5, cpu_weight: 200, memory: 128M, pids: 50}
    sysctls: {net.ipv4.ip_unprivileged_port_start: 80}
    ulimits: {nofile: {soft: 512, hard: 1024}}
    cap_add: [net_raw]
    devices: [/dev/null:/dev/zilch:rw]
    extra_hosts: [outside=192.0.2.7]
    healthcheck: {exec: [test, -d, /data], interval: 5s}
    restart: on-failure:3
    stop_grace_period: 3s
    user: "0:0"
    configs: [{source: settings, target: /etc/settings}]
    secrets: [token, {source: token, target: other, uid: 33, mode: "0400"}]
  db:
    rootfs: host
    command: [sleep, infinity]
    networks: [br0]
    init: true
    oom_score_adj: 100
  job: {rootfs: host, command: ["true"]}
  worker: {rootfs: host, command: [sleep, infinity], scale: 2, network_mode: none}
`;

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  beforeAll(test, async () => {
    host = await Host.make();
    mkdirSync(join(host.directory, 'p/html'), { recursive: true });
    writeFileSync(join(host.directory, 'p/token'), 'adopt-canary\n');
  });
  test.after(() => host.destroy());

  test('a project whose spec is lost', async () => {
    const spec = host.spec(rich);
    const name = `${host.prefix}-p`;
    await host.must(...spec, 'up', '--wait');
    const before = await host.ps(...spec);
    rmSync(spec[1]!);
    const target = join(host.directory, 'p/lxc-compose.yaml');
    const { stderr } = await host.must('-p', name, 'adopt', '-o', target);
    assert.match(stderr, 'container job is not running (it ended with 0)');
    assert.not.match(stderr, 'a plan is not empty');
    await host.must(...spec, 'config', '-q');
    const plan = await host.compose(...spec, 'plan', '--exit-code');
    assert.is(plan.code, 0, plan.stdout + plan.stderr);
    await host.must(...spec, 'up');
    const after = await host.ps(...spec);
    assert.equal(
      [...after.values()].map(each => [each.name, each.pid]).sort(),
      [...before.values()].map(each => [each.name, each.pid]).sort(),
    );
  });

  test('what was changed by hand is what is written', async () => {
    const spec = ['-f', join(host.directory, 'p/lxc-compose.yaml')];
    await host.run('ip', ['link', 'set', 'br0', 'type', 'bridge', 'forward_delay', '400']);
    await host.run('ip', ['address', 'add', '10.0.8.1/24', 'dev', 'back']);
    assert.is((await host.compose(...spec, 'plan', '--exit-code')).code, 2);
    rmSync(spec[1]!);
    await host.must('-p', `${host.prefix}-p`, 'adopt', '-o', spec[1]!);
    const plan = await host.compose(...spec, 'plan', '--exit-code');
    assert.is(plan.code, 0, plan.stdout + plan.stderr);
    const { stdout } = await host.must(...spec, 'config');
    assert.match(stdout, /forward_delay: 4\n/);
    assert.match(stdout, '10.0.8.1/24');
    await host.must(...spec, 'down', '-y');
  });

  test('bridges and named namespaces of others', async () => {
    const names = join(host.directory, 'netns');
    mkdirSync(names);
    const script = `
      ip link add obr type bridge && ip address add 10.5.0.1/24 dev obr && ip link set obr up
      for name in one two; do
        unshare --net=${names}/$name true
      done
      ip link add oa type veth peer name ob
      ip link set oa netns ${names}/one && ip link set ob netns ${names}/two
      ip link add oc type veth peer name od && ip link set oc master obr up && ip link set od netns ${names}/one
      nsenter --net=${names}/one sh -c 'ip address add 10.6.0.1/30 dev oa; ip link set oa up; ip address add 10.5.0.5/24 dev od; ip link set od up; ip route add default via 10.5.0.1'
      nsenter --net=${names}/two sh -c 'ip address add 10.6.0.2/30 dev ob; ip link set ob up'
    `.replaceAll('true\n', 'true\n');
    for (const name of ['one', 'two']) writeFileSync(join(names, name), '');
    const made = await host.run('sh', ['-ec', script]);
    assert.is(made.code, 0, made.stderr);
    try {
      const target = join(host.directory, 'others.yaml');
      const flags = ['adopt', '--netns', names, '--lxcpath', join(host.directory, 'nothing')];
      await host.must('-p', `${host.prefix}-o`, ...flags, '-o', target);
      const plan = await host.compose('-f', target, 'plan', '--exit-code');
      assert.is(plan.code, 0, plan.stdout + plan.stderr);
      const { stdout } = await host.must('-f', target, '--profile', 'adopted', 'config');
      for (const said of [
        /obr:\n {4}external: true/,
        /10\.5\.0\.5\/24/,
        /gateway: \["?10\.5\.0\.1"?\]/,
        /"?one:oa"?, "?two:ob"?/,
        /10\.6\.0\.2\/30/,
      ]) {
        assert.match(stdout, said);
      }
      assert.is((await host.compose('-p', `${host.prefix}-o`, ...flags, '-o', target)).code, 4);
    } finally {
      await host.run('sh', ['-c', `ip link del oc; ip link del obr; umount ${names}/one ${names}/two`]);
    }
  });

  test('a container of LXC that runs', async () => {
    if (!existsSync('/usr/bin/lxc-start')) return console.log('skipped: lxc-start is not installed');
    const lxc = join(host.directory, 'lxc');
    // LXC's control groups have this name, for all of the host.
    const name = `${host.prefix}-theirs`;
    mkdirSync(join(lxc, name), { recursive: true });
    const tree = makeBusyboxTree(join(host.directory, 'tree'));
    const configuration = `lxc.uts.name = theirs
lxc.rootfs.path = dir:${tree}
lxc.net.0.type = empty
lxc.init.cmd = /bin/sleep 600
lxc.apparmor.profile = unconfined
lxc.console.path = none
lxc.tty.max = 0
`;
    writeFileSync(join(lxc, name, 'config'), configuration);
    const { code, stderr } = await host.run('lxc-start', ['-P', lxc, '-n', name, '-d']);
    if (code !== 0) return console.log(`skipped: lxc-start cannot run here: ${stderr}`);
    try {
      const target = join(host.directory, 'lxc.yaml');
      const flags = ['adopt', '--netns', join(host.directory, 'nothing'), '--lxcpath', lxc, '-o', target];
      await host.must('-p', `${host.prefix}-l`, ...flags);
      assert.is((await host.compose('-f', target, 'plan', '--exit-code')).code, 0);
      const { stdout } = await host.must('-f', target, '--profile', 'adopted', 'config');
      assert.match(stdout, 'hostname: theirs');
      assert.match((await host.run('cat', [target])).stdout, 'it runs there');
    } finally {
      await host.run('lxc-stop', ['-P', lxc, '-n', name, '-k']);
    }
  });
}

test.run();
