/** System containers: an init is PID 1, is halted with its signal, and may reboot and switch itself off. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeInitTree } from './busybox-tree.js';
import { beforeAll, Host, isRoot, until } from './harness.js';

const text = `
networks:
  br0: {addresses: [10.0.2.1/24]}
containers:
  box:
    rootfs: ../root
    overlay: true
    init: /sbin/init
    stop_signal: SIGUSR1
    reboot_signal: SIGTERM
    restart: unless-stopped
    networks: {br0: {address: 10.0.2.16/24}}
`;

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  let spec: string[];
  const inside = async (line: string) =>
    (await host.must(...spec, 'exec', '-T', 'box', 'sh', '-c', line)).stdout;
  /** The init may end the very program that asked it, before that has ended by itself. */
  const ask = (program: string) => host.compose(...spec, 'exec', '-T', 'box', program);
  const booted = () =>
    until(
      'the init has booted',
      async () => (await host.compose(...spec, 'logs', 'box')).stdout,
      log => log.includes('booted'),
    );
  beforeAll(test, async () => {
    host = await Host.make();
    makeInitTree(join(host.directory, 'root'));
    spec = host.spec(text);
  });
  test.after(() => host.destroy());

  test('the init is PID 1, and up a second time changes nothing', async () => {
    await host.must(...spec, 'up');
    await booted();
    assert.match(readFileSync(`/proc/${await host.pid(spec, 'box')}/cmdline`, 'utf8'), /init/);
    assert.is((await host.compose(...spec, 'plan', '--exit-code')).code, 0);
  });

  test('it has a /run of its own and may make cgroups below its own, but not change its limits', async () => {
    assert.match(await inside('mount'), / on \/run type tmpfs \(rw/);
    assert.match(await inside('mkdir /sys/fs/cgroup/below && cat /proc/self/cgroup'), '0::/\n');
    assert.is(
      (await host.compose(...spec, 'exec', '-T', 'box', 'sh', '-c', 'echo 1 > /sys/fs/cgroup/cgroup.freeze'))
        .code,
      1,
    );
  });

  test('reboot inside boots it again with the same addresses and a new cgroup', async () => {
    const before = await host.pid(spec, 'box');
    const network = () => inside('ip -o addr show eth0; ip link show eth0');
    const interfaces = await network();
    await ask('reboot');
    const after = await until(
      'another PID 1',
      () => host.pid(spec, 'box').catch(() => before),
      pid => pid !== before,
    );
    assert.is.not(after, before);
    assert.is(await network(), interfaces);
    assert.is(await inside('ls -d /sys/fs/cgroup/below 2>/dev/null || echo new'), 'new\n');
    assert.is((await host.ps(...spec)).get('box')!.restarts, 0);
    assert.is((await host.compose(...spec, 'plan', '--exit-code')).code, 0);
  });

  test('restart --reboot asks the init with its signal and comes back when it runs again', async () => {
    const before = await host.pid(spec, 'box');
    assert.match((await host.must(...spec, 'restart', '--reboot', 'box')).stderr, 'box: rebooted');
    assert.is.not(await host.pid(spec, 'box'), before);
    await until(
      'the init went down first',
      async () => (await host.compose(...spec, 'logs', 'box')).stdout,
      log => (log.match(/going down/g) ?? []).length >= 2,
    );
  });

  test('poweroff inside stops it in spite of its restart policy, and up boots it again', async () => {
    await ask('poweroff');
    const row = await until(
      'STOPPED',
      async () => (await host.ps(...spec)).get('box')!,
      each => each.state === 'STOPPED',
    );
    assert.equal([row.exitCode, row.signal], [0, null]);
    await host.must(...spec, 'up');
    assert.is((await host.ps(...spec)).get('box')!.state, 'RUNNING');
  });

  test('stop halts it with its signal and lets it finish', async () => {
    await host.must(...spec, 'stop', '-t', '20');
    const row = (await host.ps(...spec)).get('box')!;
    assert.equal([row.state, row.exitCode], ['STOPPED', 0]);
    const { stdout } = await host.must(...spec, 'logs', 'box');
    assert.match(stdout.slice(stdout.lastIndexOf('booted')), 'going down');
  });

  test('one whose monitor was killed is brought up again with its cgroup made anew', async () => {
    await host.must(...spec, 'up');
    await inside('mkdir -p /sys/fs/cgroup/a/b && sleep 1000 & sleep 0.2; ls -d /sys/fs/cgroup/a/b');
    const pid = await host.pid(spec, 'box');
    const monitor = Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);
    process.kill(monitor, 'SIGKILL');
    await until(
      'it ended with its monitor',
      async () => (await host.ps(...spec)).get('box')!.state,
      state => state === 'STOPPED',
    );
    await host.must(...spec, 'up');
    assert.is(await inside('ls -d /sys/fs/cgroup/a 2>/dev/null || echo new'), 'new\n');
  });

  test('down leaves nothing', async () => {
    await host.must(...spec, 'up');
    await inside('mkdir -p /sys/fs/cgroup/a/b/c');
    await host.must(...spec, 'down', '-t', '0');
    assert.equal(await host.leaks(), []);
  });

  test.run();
}
