/** A Debian with systemd as a system container, on whatever cgroup layout this host has. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, Host, isRoot, until } from './harness.js';

const root = join(import.meta.dirname, '../..');
const text = `
networks:
  br0: {addresses: [10.0.2.1/24]}
containers:
  deb:
    rootfs: ${root}/build/debian
    overlay: true
    init: /sbin/init
    stop_grace_period: 60s
    networks: {br0: {address: 10.0.2.16/24, gateway: auto}}
`;

/** undefined, or why there is no such tree. */
function whyNot(): string | undefined {
  if (!isRoot()) return 'containers need root';
  try {
    execFileSync('bash', [join(root, 'scripts/debian-tree.sh')], { stdio: ['ignore', 'ignore', 'pipe'] });
    return undefined;
  } catch (error) {
    return String((error as { stderr?: Buffer }).stderr ?? error).trim();
  }
}

const reason = whyNot();
if (reason !== undefined) {
  console.log(`skipped: ${reason}`);
} else {
  let host: Host;
  let spec: string[];
  const inside = async (...command: string[]) =>
    (await host.compose(...spec, 'exec', '-T', 'deb', ...command)).stdout.trim();
  const settled = () =>
    until(
      'systemd has booted',
      () => inside('systemctl', 'is-system-running'),
      state => state === 'running' || state === 'degraded',
      60_000,
    );
  beforeAll(test, async () => {
    host = await Host.make();
    spec = host.spec(text);
    await host.must(...spec, 'up');
  });
  test.after(() => host.destroy());

  test('systemd reaches its target without a failed unit', async () => {
    await settled();
    assert.is(await inside('systemctl', '--failed', '--no-legend', '--plain'), '');
    assert.is(await inside('systemctl', 'is-system-running'), 'running');
    assert.is(await inside('systemd-detect-virt'), 'lxc');
    assert.is((await host.compose(...spec, 'plan', '--exit-code')).code, 0);
  });

  test('its services have cgroups of their own below the container’s', async () => {
    assert.match(await inside('cat', '/proc/1/cgroup'), '0::/init.scope');
    assert.match(
      await inside('sh', '-c', 'cat /proc/$(pgrep -o dbus-daemon 2>/dev/null || pidof dbus-daemon)/cgroup'),
      '0::/system.slice/dbus.service',
    );
  });

  test('a package can be installed', async () => {
    const { code, stdout, stderr } = await host.compose(
      ...spec,
      'exec',
      '-T',
      'deb',
      'apt-get',
      'install',
      '-qq',
      '-y',
      '/opt/hello.deb',
    );
    assert.is(code, 0, stdout + stderr);
    assert.is(await inside('hello'), 'Hello, world!');
  });

  test('reboot inside boots it again with what was installed', async () => {
    const before = await host.pid(spec, 'deb');
    await inside('systemctl', 'reboot');
    await until(
      'another PID 1',
      () => host.pid(spec, 'deb').catch(() => before),
      pid => pid !== before,
      60_000,
    );
    await settled();
    assert.is(await inside('hello'), 'Hello, world!');
    assert.match(await inside('ip', '-o', '-4', 'addr', 'show', 'eth0'), '10.0.2.16/24');
  });

  test('stop halts it with the signal that it waits for', async () => {
    assert.ok(blocks(await host.pid(spec, 'deb'), 37), 'systemd takes SIGRTMIN+3 by signalfd');
    await host.must(...spec, 'stop');
    const row = (await host.ps(...spec)).get('deb')!;
    assert.equal([row.state, row.exitCode, row.signal], ['STOPPED', 0, null]);
  });

  test('down leaves nothing', async () => {
    await host.must(...spec, 'down');
    assert.equal(await host.leaks(), []);
  });

  test.run();
}

function blocks(pid: number, signal: number): boolean {
  const mask = /^SigBlk:\s+([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]!;
  return ((BigInt(`0x${mask}`) >> BigInt(signal - 1)) & 1n) === 1n;
}
