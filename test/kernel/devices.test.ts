/** Devices: those that the spec names can be used as far as it says, by v1's controller and by a program on v2. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, Host, isRoot, type Run, until } from './harness.js';

const program = join(import.meta.dirname, '../../bin/lxc-compose');
const text = `
containers:
  plain:
    rootfs: host
    command: [sleep, infinity]
  given:
    rootfs: host
    command: [sleep, infinity]
    restart: always
    devices: ["/dev/fuse", "/dev/tty1:/dev/readable:r", "/dev/loop7:/dev/below/disk:w"]
  ids:
    rootfs: host
    idmap: none
    cap_add: [mknod]
    command: [sleep, infinity]
    devices: ["/dev/fuse:/dev/fuse:rw", "/dev/loop7:/dev/loop7:m"]
`;

/** Opens for reading, writing or both; prints what came of it. A device with nothing behind it was let through as well. */
const open = (path: string, how: '<' | '>' | '<>') =>
  `(exec 3${how} ${path}) 2>&1 | grep -q 'not permitted' && echo denied || echo open`;
const mknod = (type: string, major: number, minor: number) =>
  `if mknod /tmp/n ${type} ${major} ${minor} 2>/dev/null; then rm /tmp/n; echo made; else echo denied; fi`;

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  let spec: string[];
  /** lxc-compose where the v1 controller is not mounted, as on a host with cgroup v2 only. */
  const withoutController = (...args: string[]): Promise<Run> =>
    host.run('unshare', [
      '--mount',
      'sh',
      '-c',
      'umount /sys/fs/cgroup/devices && exec "$0" "$@"',
      program,
      ...args,
    ]);
  const inside = async (container: string, line: string) =>
    (await host.must(...spec, 'exec', '-T', container, 'sh', '-c', line)).stdout;

  const hosts = [
    { title: 'with the v1 controller', run: (...args: string[]) => host.compose(...args) },
    { title: 'by a program on the unified hierarchy', run: withoutController },
  ];
  beforeAll(test, async () => {
    host = await Host.make();
    spec = host.spec(text);
  });
  test.after(() => host.destroy());

  for (const { title, run } of hosts) {
    test(`${title}: up`, async () => {
      const { code, stderr } = await run(...spec, 'up');
      assert.is(code, 0, stderr);
      const v1 = existsSync(host.cgroup('devices', '.devices', 'devices.list'));
      assert.is(v1, title.includes('v1'));
    });

    test(`${title}: a container has the usual devices and no others`, async () => {
      const usual = ['null', 'zero', 'full', 'random', 'urandom'];
      const lines = usual.map(name => open(`/dev/${name}`, '<>')).join('; ');
      assert.is(await inside('plain', lines), 'open\n'.repeat(usual.length));
      assert.is(await inside('plain', 'ls -d /dev/fuse /dev/readable 2>/dev/null || true'), '');
      // The terminal of an exec is one of the container's own.
      assert.match((await host.must(...spec, 'exec', 'plain', 'ls', '/dev/pts')).stdout, 'ptmx');
    });

    test(`${title}: a device is there under its name, with the host's numbers, and root's`, async () => {
      const { mode } = statSync('/dev/fuse');
      const expected = `character special file a:e5 ${(mode & 0o777).toString(8)} 0\n`;
      for (const name of ['given', 'ids'])
        assert.is(await inside(name, 'stat -c "%F %t:%T %a %u" /dev/fuse'), expected);
      assert.is(await inside('given', 'stat -c "%F %t:%T" /dev/below/disk'), 'block special file 7:7\n');
    });

    test(`${title}: it can be used as far as its permissions go`, async () => {
      assert.is(await inside('given', open('/dev/fuse', '<>')), 'open\n');
      assert.is(await inside('given', open('/dev/readable', '<')), 'open\n');
      assert.is(await inside('given', open('/dev/readable', '>')), 'denied\n');
      assert.is(await inside('given', open('/dev/readable', '<>')), 'denied\n');
      assert.is(await inside('given', open('/dev/below/disk', '>')), 'open\n');
      assert.is(await inside('given', open('/dev/below/disk', '<')), 'denied\n');
    });

    test(`${title}: nodes can be made of devices with "m", and of no others`, async () => {
      const lines = [mknod('b', 7, 7), mknod('c', 10, 229), mknod('c', 1, 3), mknod('c', 1, 11)];
      assert.is(await inside('ids', lines.join('; ')), 'made\ndenied\nmade\ndenied\n');
      assert.is(await inside('given', mknod('c', 1, 3)), 'denied\n');
    });

    test(`${title}: a restart keeps devices and refusals`, async () => {
      const pid = await host.pid(spec, 'given');
      process.kill(pid, 'SIGKILL');
      await until(
        'another process',
        async () => (await host.ps(...spec)).get('given')!,
        row => row.state === 'RUNNING' && row.pid !== pid,
      );
      assert.is(await inside('given', open('/dev/fuse', '<>')), 'open\n');
      assert.is(await inside('given', open('/dev/readable', '>')), 'denied\n');
    });

    test(`${title}: a new container's devices are not given to those that run`, async () => {
      const more = host.spec(
        `${text}  last: {rootfs: host, command: [sleep, infinity], devices: [/dev/loop6]}\n`,
      );
      const { code, stderr } = await run(...more, 'up');
      assert.is(code, 0, stderr);
      assert.is(await inside('last', open('/dev/loop6', '<')), 'open\n');
      // From outside: a process of the host in the running container's cgroups.
      const tasks = ['devices', 'unified']
        .flatMap(name => [host.cgroup(name, 'plain', 'cgroup.procs'), host.cgroup(name, '.devices', 'tasks')])
        .filter(existsSync);
      const enter = tasks.map(path => `echo $$ > ${path}`).join('; ');
      assert.is(host.sh(`${enter}; ${open('/dev/loop6', '<')}`), 'denied\n');
      assert.is(host.sh(open('/dev/loop6', '<')), 'open\n');
    });

    test(`${title}: down leaves nothing`, async () => {
      const { code, stderr } = await run(...spec, 'down', '--timeout', '0');
      assert.is(code, 0, stderr);
      assert.equal(await host.leaks(), []);
    });
  }

  const refused: [string, RegExp][] = [
    ['/dev/nowhere', /there is no device \/dev\/nowhere on this host/],
    ['/dev/pts', /\/dev\/pts is not a device/],
  ];
  for (const [device, message] of refused) {
    test(`${device} is refused by name`, async () => {
      const other = host.spec(
        `containers: {c: {rootfs: host, command: [sleep, infinity], devices: [${device}]}}`,
        'refused',
      );
      const { code, stderr } = await host.compose(...other, 'up');
      assert.is.not(code, 0);
      assert.match(stderr, message);
      await host.must(...other, 'down');
    });
  }
}
test.run();
