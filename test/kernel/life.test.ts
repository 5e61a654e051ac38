/** The life of a container as its user sees it: conditions, health, ends, restarts, stops, logs, exec. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, Host, isRoot, until } from './harness.js';

const text = `
networks:
  br0: {addresses: [10.0.2.1/24], pool: 10.0.2.10-10.0.2.60}
volumes:
  data: {}
containers:
  migrate:
    rootfs: host
    command: [sh, -c, 'echo migrated > /data/done; echo out; echo err >&2']
    volumes: ["data:/data"]
  app:
    rootfs: host
    command: [sh, -c, 'cat /data/done; trap "echo stopping; exit 0" TERM; touch /tmp/up; while :; do sleep 0.05; done']
    volumes: ["data:/data:ro"]
    depends_on: {migrate: {condition: service_completed_successfully}}
    healthcheck: {test: [CMD, test, -e, /tmp/up], interval: 200ms, retries: 3}
    networks: [br0]
  web:
    rootfs: host
    command: [busybox, httpd, -f, -p, "80", -h, /etc]
    depends_on: {app: {condition: service_healthy}}
    healthcheck: {tcp: ":80", interval: 100ms}
    networks: [br0]
    stop_signal: SIGKILL
  asked:
    rootfs: host
    command: [sh, -c, 'mkdir -p /tmp/www; echo ok >/tmp/www/ready; exec busybox httpd -f -p 8080 -h /tmp/www']
    healthcheck: {http: ":8080/ready", interval: 100ms}
  amiss:
    rootfs: host
    command: [busybox, httpd, -f, -p, "8080", -h, /etc]
    healthcheck: {http: ":8080/nothing-is-here", interval: 50ms, retries: 2}
    profiles: [amiss]
  echoed:
    rootfs: host
    command: [sleep, infinity]
    networks: [br0]
    healthcheck: {icmp: 10.0.2.1, interval: 100ms}
  echoed6:
    rootfs: host
    command: [sleep, infinity]
    healthcheck: {icmp: "::1", interval: 100ms}
    sysctls: {net.ipv6.conf.all.disable_ipv6: 0, net.ipv6.conf.lo.disable_ipv6: 0}
  silent:
    rootfs: host
    command: [sleep, infinity]
    networks: [br0]
    healthcheck: {icmp: 10.0.2.99, interval: 50ms, timeout: 100ms, retries: 2}
    profiles: [amiss]
  pair:
    rootfs: host
    command: [sleep, infinity]
    network_mode: "service:web"
  worker:
    rootfs: host
    command: [sleep, infinity]
    scale: 2
    networks: [br0]
`;

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  let spec: string[];
  const exec = (...command: string[]) => host.compose(...spec, 'exec', '-T', ...command);
  beforeAll(test, async () => {
    host = await Host.make();
    spec = host.spec(text);
    await host.must(...spec, 'up', '--wait');
  });
  test.after(() => host.destroy());

  test('dependencies were met in order: migrated, healthy, served', async () => {
    const rows = await host.ps(...spec);
    assert.is(rows.get('migrate')!.exitCode, 0);
    assert.is(rows.get('app')!.health, 'healthy');
    assert.is(rows.get('web')!.health, 'healthy');
    assert.match((await host.must(...spec, 'logs', 'app')).stdout, 'migrated');
    assert.is((await host.compose(...spec, 'plan', '--exit-code')).code, 0);
  });

  test('a health check asks by HTTP and by echo request, and hears when the answer is no', async () => {
    const rows = await host.ps(...spec);
    for (const name of ['asked', 'echoed', 'echoed6']) assert.is(rows.get(name)!.health, 'healthy', name);
    const with404 = [...spec, '--profile', 'amiss'];
    await host.must(...with404, 'up');
    for (const name of ['amiss', 'silent']) {
      const row = await until(
        `the verdict on ${name}`,
        async () => (await host.ps(...with404)).get(name)!,
        each => each.health !== 'starting',
      );
      assert.is(row.health, 'unhealthy', name);
    }
    await host.must(...with404, 'stop', '-t', '0', 'amiss', 'silent');
    await host.must(...spec, 'up');
  });

  test('scaled containers and a shared network', async () => {
    const rows = await host.ps(...spec);
    assert.ok(rows.has('worker-1') && rows.has('worker-2'), [...rows.keys()].join());
    assert.match((await exec('pair', 'busybox', 'wget', '-qO-', 'http://127.0.0.1/hostname')).stdout, 'web');
    assert.is((await exec('worker-1', 'ping', '-c1', '-W2', 'worker-2')).code, 0);
  });

  test('exec gives the exit codes of docker run', async () => {
    assert.is((await exec('app', 'true')).code, 0);
    assert.is((await exec('app', 'sh', '-c', 'exit 42')).code, 42);
    assert.is((await exec('app', 'sh', '-c', 'kill -9 $$')).code, 137);
    assert.is((await exec('app', '/no/such')).code, 127);
    assert.is((await exec('app', '/etc')).code, 126);
    assert.is((await exec('nobody-here', 'true')).code, 125);
  });

  test('exec passes standard input, output and error, user, directory and environment', async () => {
    const child = host.start(...spec, 'exec', '-T', 'app', 'true');
    await new Promise(resolve => child.once('close', resolve));
    const piped = await host.run('sh', [
      '-c',
      `echo ping | ${join(import.meta.dirname, '../../bin/lxc-compose')} ${spec.join(' ')} exec -T app cat`,
    ]);
    assert.is(piped.stdout, 'ping\n');
    const result = await host.compose(
      ...spec,
      'exec',
      '-T',
      '-u',
      'nobody',
      '-w',
      '/usr',
      '-e',
      'A=b',
      'app',
      'sh',
      '-c',
      'id -un; pwd; echo $A; echo no >&2',
    );
    assert.is(result.stdout, 'nobody\n/usr\nb\n');
    assert.is(result.stderr, 'no\n');
  });

  test('a terminal is one of the container, with its size and its signals', async () => {
    const command = `${join(import.meta.dirname, '../../bin/lxc-compose')} ${spec.join(' ')} exec app sh -c 'tty; stty size; exit 5'`;
    const { stdout, code } = await host.run('script', [
      '-qec',
      `stty rows 33 cols 101; ${command}`,
      '/dev/null',
    ]);
    assert.match(stdout, '/dev/pts/0');
    assert.match(stdout, '33 101');
    assert.is(code, 5);
  });

  // Between a program's end and its monitor's last word, a reader once saw "ended, status unknown".
  test('the end of a program that lives for a moment is never missed', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `one${index}`);
    const oneShots = names.map(name => `  ${name}: {rootfs: host, command: ["true"]}\n`).join('');
    const conditions = names.map(name => `${name}: {condition: service_completed_successfully}`).join(', ');
    const brief = host.spec(
      `containers:\n${oneShots}  last: {rootfs: host, command: [sleep, infinity], depends_on: {${conditions}}}\n`,
      'b',
    );
    for (let round = 0; round < 4; round++) {
      await host.must(...brief, 'up');
      await host.must(...brief, 'down');
    }
  });

  test('a program that ends before its NIC was looked at again is no failure of up', async () => {
    const stamp = host.spec(
      'networks:\n  br1: {addresses: [10.0.3.1/24]}\ncontainers:\n  f: {rootfs: host, command: ["true"], networks: {br1: {address: 10.0.3.2/24}}}\n',
      's',
    );
    for (let round = 0; round < 12; round++) {
      await host.must(...stamp, 'up');
      await host.must(...stamp, 'down');
    }
  });

  test('a failing container is restarted as often as its policy says', async () => {
    const flaky = host.spec(
      "containers:\n  flaky: {rootfs: host, command: [sh, -c, 'echo run; exit 3'], restart: 'on-failure:2'}\n",
      'f',
    );
    await host.must(...flaky, 'up');
    const row = await until(
      'the end of flaky',
      async () => (await host.ps(...flaky)).get('flaky')!,
      each => each.state === 'STOPPED',
    );
    assert.is(row.restarts, 2);
    assert.is(row.exitCode, 3);
    const { stdout } = await host.must(...flaky, 'logs');
    assert.is(stdout.match(/run/g)!.length, 3);
    assert.match((await host.must(...flaky, 'plan')).stdout, 'drift: it ended with status 3');
    await host.must(...flaky, 'down');
  });

  test('logs keep both streams, the last lines, and follow', async () => {
    assert.match((await host.must(...spec, 'logs', 'migrate')).stdout, /out[\s\S]*err|err[\s\S]*out/);
    const last = (await host.must(...spec, 'logs', '--tail', '1', 'migrate')).stdout.trim().split('\n');
    assert.is(last.length, 1);
    const follower = host.start(...spec, 'logs', '-f', 'app');
    let seen = '';
    follower.stdout!.on('data', chunk => (seen += chunk));
    await until(
      'the first line',
      () => seen,
      each => each.includes('migrated'),
    );
    await host.must(...spec, 'stop', 'app');
    await until(
      'the last line',
      () => seen,
      each => each.includes('stopping'),
    );
    follower.kill();
  });

  test('stop lets a program end by itself, start brings it back, restart keeps its network', async () => {
    const stopped = (await host.ps(...spec)).get('app')!;
    assert.is(stopped.state, 'STOPPED');
    assert.is(stopped.exitCode, 0);
    await host.must(...spec, 'start', 'app');
    const first = await host.pid(spec, 'app');
    const address = () => exec('app', 'ip', '-4', '-o', 'address', 'show', 'eth0');
    const before = (await address()).stdout;
    assert.match(before, '10.0.2.');
    await host.must(...spec, 'restart', 'app');
    assert.is.not(await host.pid(spec, 'app'), first);
    assert.is((await address()).stdout, before);
    assert.is((await host.compose(...spec, 'plan', '--exit-code')).code, 0);
  });

  test('an edit of the command restarts that container and no other, and the plan says so before', async () => {
    const before = await host.ps(...spec);
    const edited = host.spec(
      text.replace(
        'command: [sleep, infinity]\n    network_mode',
        'command: [sleep, "1000"]\n    network_mode',
      ),
    );
    const plan = await host.compose(...edited, 'plan');
    assert.match(plan.stdout, /containers\.pair\.command/);
    assert.match(plan.stdout, /1 to (restart|recreate)/);
    await host.must(...edited, 'up');
    const after = await host.ps(...spec);
    for (const [name, row] of after) {
      if (name === 'pair') assert.is.not(row.pid, before.get(name)!.pid);
      else assert.is(row.pid, before.get(name)!.pid, name);
    }
  });

  test('a container that leaves the spec is told of, and removed with --remove-orphans', async () => {
    const smaller = host.spec(text.replace(/ {2}pair:[\s\S]*?(?= {2}worker:)/, ''));
    assert.match((await host.must(...smaller, 'up')).stderr, /pair/);
    assert.ok((await host.ps(...smaller)).has('pair'));
    await host.must(...smaller, 'up', '--remove-orphans');
    assert.not.ok((await host.ps(...smaller)).has('pair'));
  });

  test('volumes outlive down, and go with down -v', async () => {
    writeFileSync(join(host.directory, 'note'), '');
    await host.must(...spec, 'down');
    await host.must(...spec, 'up', '--wait');
    assert.is((await exec('app', 'cat', '/data/done')).stdout, 'migrated\n');
    await host.must(...spec, 'down', '-v', '-y', '--timeout', '1');
    assert.equal(await host.leaks(), []);
  });
}
test.run();
