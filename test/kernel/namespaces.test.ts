/** Shared namespaces and clocks: what /proc tells of a container's first process, and of a program run in it. */
import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, Host, isRoot, until } from './harness.js';

const text = `
containers:
  db: {rootfs: host, command: [sleep, infinity], idmap: none}
  beside: {rootfs: host, command: [sleep, infinity], idmap: none, pid: "container:db", ipc: "service:db"}
  mapped: {rootfs: host, command: [sleep, infinity], ipc: "container:db"}
  open: {rootfs: host, command: [sleep, infinity], pid: host, ipc: host, uts: host, namespaces: {cgroup: host, net: host}}
  late: {rootfs: host, command: [sleep, infinity], time: {boot: 90m, monotonic: -1s}}
  owner: {rootfs: host, command: [sleep, infinity], restart: always}
  joiner: {rootfs: host, command: [sleep, infinity], restart: always, network_mode: "container:owner", ipc: "container:owner"}
  bare: {rootfs: host, command: [sleep, infinity], masked_paths: [], readonly_paths: [/etc], platform: linux/386}
`;
const kinds = ['net', 'ipc', 'uts', 'pid', 'cgroup', 'user', 'time', 'mnt'];

function sharedBy(pid: number | 'self', other: number | 'self'): string[] {
  const of = (process: number | 'self', kind: string) => readlinkSync(`/proc/${process}/ns/${kind}`);
  return kinds.filter(kind => of(pid, kind) === of(other, kind));
}

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  let spec: string[];
  const inside = async (name: string, line: string) =>
    (await host.must(...spec, 'exec', '-T', name, 'sh', '-c', line)).stdout.trim();
  const pid = (name: string) => host.pid(spec, name);
  beforeAll(test, async () => {
    host = await Host.make();
    spec = host.spec(text);
    await host.must(...spec, 'up');
  });
  test.after(() => host.destroy());

  test('a container has the namespaces of the one that it joins, and no more of it', async () => {
    assert.equal(sharedBy(await pid('beside'), await pid('db')), ['ipc', 'pid', 'user', 'time']);
    assert.equal(sharedBy(await pid('mapped'), await pid('db')), ['ipc', 'time']);
    const seen = await inside('beside', 'grep -lx sleep /proc/[0-9]*/comm | wc -l');
    assert.is(seen, '2');
  });

  test('a segment of shared memory is seen where the IPC namespace is shared, and nowhere else', async () => {
    const make = 'import ctypes; ctypes.CDLL(None).shmget(0x4c43, 4096, 0o1666)';
    execFileSync('nsenter', ['-t', String(await pid('db')), '-i', 'python3', '-c', make]);
    for (const name of ['db', 'beside', 'mapped'])
      assert.match(await inside(name, 'cat /proc/sysvipc/shm'), '19523');
    assert.not.match(await inside('late', 'cat /proc/sysvipc/shm'), '19523');
  });

  test('what is shared with the host is the host’s, and its host name is left alone', async () => {
    const shared = sharedBy(await pid('open'), 'self');
    assert.equal(shared, ['ipc', 'uts', 'pid', 'cgroup', 'time']);
    assert.is(await inside('open', 'uname -n'), readFileSync('/proc/sys/kernel/hostname', 'utf8').trim());
    assert.is(
      await inside('open', `cat /proc/${process.pid}/comm`),
      readFileSync('/proc/self/comm', 'utf8').trim(),
    );
  });

  test('clocks of its own differ from the host’s by the offsets, also for what is run in it', async () => {
    const uptime = () => Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
    const offset = Number((await inside('late', 'cut -d" " -f1 /proc/uptime')).trim()) - uptime();
    assert.ok(Math.abs(offset - 5400) < 30, `${offset}`);
    const lines = readFileSync(`/proc/${await pid('late')}/timens_offsets`, 'utf8');
    assert.match(lines, /^monotonic\s+-1\s+0\nboottime\s+5400\s+0$/m);
    assert.not.ok(sharedBy(await pid('late'), 'self').includes('time'));
  });

  test('paths are hidden and read-only as the lists say, and uname tells the platform', async () => {
    const mounts = await inside('bare', 'cat /proc/self/mounts');
    assert.not.match(mounts, '/proc/interrupts');
    assert.match(mounts, / \/etc \S+ ro,/);
    assert.match(await inside('late', 'cat /proc/self/mounts'), '/proc/interrupts');
    assert.match(await inside('bare', 'uname -m'), /^(i686|armv\dl)$/);
  });

  test('a container that has ended comes back into what it had joined, though the other has another process now', async () => {
    const before = sharedBy(await pid('joiner'), await pid('owner'));
    assert.equal(before, ['net', 'ipc', 'time']);
    for (const name of ['owner', 'joiner']) {
      const old = await pid(name);
      process.kill(old, 'SIGKILL');
      await until(`${name} runs again`, async () => ((await host.ps(...spec)).get(name)?.pid ?? old) !== old);
    }
    const now = await pid('joiner');
    assert.is(readlinkSync(`/proc/${now}/ns/net`), readlinkSync(`/proc/${await pid('owner')}/ns/net`));
    assert.not.ok(sharedBy(now, 'self').includes('ipc'));
    assert.not.ok(sharedBy(now, 'self').includes('net'));
  });

  test('nothing is left to do, and a restart keeps what is shared', async () => {
    assert.is((await host.compose(...spec, 'plan', '--exit-code')).code, 0);
    await host.must(...spec, 'restart', 'beside', '--timeout', '0');
    assert.equal(sharedBy(await pid('beside'), await pid('db')), ['ipc', 'pid', 'user', 'time']);
  });

  test('an fstab and LXC’s words for /proc, /sys and /dev are what the container has mounted', async () => {
    const shown = host.spec(
      'containers: {a: {rootfs: host, command: [sleep, infinity], fstab: ./fstab, auto_mounts: [proc:rw, sys:rw], autodev: {size: 1m}, proc: {coredump_filter: "0x31"}}}',
      'shown',
    );
    const source = join(host.directory, 'shown');
    writeFileSync(
      join(source, 'fstab'),
      `${source} srv none bind,ro,create=dir 0 0\n/no/such opt none bind,optional 0 0\ntmpfs scratch tmpfs size=1m 0 0\n`,
    );
    await host.must(...shown, 'up');
    const process = await host.pid(shown, 'a');
    const mounts = readFileSync(`/proc/${process}/mounts`, 'utf8');
    for (const line of [
      / \/srv \S+ ro,/,
      / \/sys sysfs rw,/,
      / \/dev tmpfs \S*size=1024k/,
      / \/scratch tmpfs \S*size=1024k/,
    ])
      assert.match(mounts, line);
    assert.not.match(mounts, /\/proc\/interrupts| \/opt /);
    assert.is(readFileSync(`/proc/${process}/coredump_filter`, 'utf8').trim(), '00000031');
    assert.is((await host.compose(...shown, 'plan', '--exit-code')).code, 0);
    await host.must(...shown, 'down', '--timeout', '0');
  });

  test('down ends what runs in a PID namespace that is not its own', async () => {
    await host.must(...spec, 'down', '--timeout', '0');
    assert.equal(await host.leaks(), []);
  });

  test('what this kernel cannot do is refused with its line before anything is made', async () => {
    const wrong = host.spec(
      'containers: {a: {rootfs: host, command: [sleep, infinity], apparmor: lxc-container-default}}',
      'label',
    );
    for (const verb of ['plan', 'up']) {
      const { code, stderr } = await host.compose(...wrong, verb);
      assert.is(code, 69);
      assert.match(stderr, /label\/lxc-compose.yaml:2.*|apparmor is not active/);
    }
    const optional = host.spec(
      'containers: {a: {rootfs: host, command: [sleep, infinity], apparmor: {profile: x, required: false}}}',
      'optional',
    );
    await host.must(...optional, 'up');
    await host.must(...optional, 'down', '--timeout', '0');
    assert.equal(await host.leaks(), []);
  });
}

test.run();
