/** What a default container is given of the host: as little as security.md says. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, Host, isRoot } from './harness.js';

const text = `
networks:
  br0: {addresses: [10.0.2.1/24], pool: 10.0.2.10-10.0.2.20}
containers:
  plain:
    rootfs: host
    command: [sleep, infinity]
    networks: [br0]
  dressed:
    rootfs: host
    command: [sleep, infinity]
    cap_add: [NET_ADMIN]
    cap_drop: [CHOWN]
    user: nobody
    working_dir: /tmp
    environment: {GREETING: "hello world"}
    ulimits: {nofile: 123}
    tmpfs: [/scratch]
    tty: true
  initialised:
    rootfs: host
    init: true
    command: [sh, -c, 'sleep 1000 & sleep 1000']
  open:
    rootfs: host
    privileged: true
    command: [sleep, infinity]
`;

function status(pid: number): Map<string, string> {
  const lines = readFileSync(`/proc/${pid}/status`, 'utf8').split('\n');
  return new Map(lines.map(line => line.split(':\t', 2) as [string, string]));
}

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  let spec: string[];
  const exec = (container: string, line: string) =>
    host.compose(...spec, 'exec', '-T', container, 'sh', '-c', line);
  beforeAll(test, async () => {
    host = await Host.make();
    spec = host.spec(text);
    await host.must(...spec, 'up');
  });
  test.after(() => host.destroy());

  test('its ids are a private range on the host', async () => {
    const pid = await host.pid(spec, 'plain');
    const [inside, outside, count] = readFileSync(`/proc/${pid}/uid_map`, 'utf8')
      .trim()
      .split(/\s+/)
      .map(Number);
    assert.is(inside, 0);
    assert.ok(outside! >= 65536, String(outside));
    assert.is(count, 65536);
    const other = readFileSync(`/proc/${await host.pid(spec, 'dressed')}/uid_map`, 'utf8')
      .trim()
      .split(/\s+/);
    assert.is.not(Number(other[1]), outside);
  });

  test('its capabilities are the default set, and none can be gained', async () => {
    const now = status(await host.pid(spec, 'plain'));
    for (const set of ['CapPrm', 'CapEff', 'CapBnd']) assert.is(now.get(set), '00000000800405fb');
    for (const set of ['CapInh', 'CapAmb']) assert.is(now.get(set), '0000000000000000');
    assert.is(now.get('NoNewPrivs'), '1');
    assert.is(now.get('Seccomp'), '2');
  });

  test('cap_add, cap_drop and a user that is not root count', async () => {
    const now = status(await host.pid(spec, 'dressed'));
    assert.is(now.get('CapEff'), '0000000000000000');
    assert.is(now.get('CapBnd'), '00000000800415fa');
    assert.is(
      (await exec('dressed', 'id -un; pwd; echo $GREETING; ulimit -n; touch /scratch/x && echo written'))
        .stdout,
      'nobody\n/tmp\nhello world\n123\nwritten\n',
    );
  });

  test('a privileged container keeps every capability and the host ids', async () => {
    const pid = await host.pid(spec, 'open');
    assert.is(status(pid).get('CapEff'), status(process.pid).get('CapEff'));
    assert.is(status(pid).get('Seccomp'), '0');
    assert.match(readFileSync(`/proc/${pid}/uid_map`, 'utf8'), /^\s*0\s+0\s/);
  });

  test('exactly the descriptors 0, 1 and 2 are open, in PID 1 and in exec', async () => {
    for (const name of ['plain', 'dressed', 'open']) {
      const pid = await host.pid(spec, name);
      assert.equal(readdirSync(`/proc/${pid}/fd`).sort(), ['0', '1', '2'], name);
    }
    assert.is((await exec('plain', 'ls -m /proc/self/fd')).stdout, '0, 1, 2, 3\n'); // 3 is ls's own
  });

  test('all eight namespaces are its own', async () => {
    const pid = await host.pid(spec, 'plain');
    for (const name of ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'user', 'uts'])
      assert.is.not(readlinkSync(`/proc/${pid}/ns/${name}`), readlinkSync(`/proc/self/ns/${name}`), name);
  });

  test('writes to /proc and /sys are refused, kernel secrets are masked', async () => {
    const { stdout } = await exec(
      'plain',
      [
        'for file in $(find /proc/sys /proc/sysrq-trigger /proc/irq /proc/bus -type f 2>/dev/null) $(find /sys -type f -perm -200 2>/dev/null | head -2000); do',
        '(: > "$file") 2>/dev/null && echo "$file";',
        'done; cat /proc/keys /proc/timer_list /proc/interrupts 2>/dev/null | wc -c; ls /sys/firmware /proc/acpi 2>/dev/null | grep -v : | grep -c .',
      ].join('\n'),
    );
    assert.is(stdout.trim().split('\n').join(' '), '0 0');
  });

  test('it sees its own processes only, and no mount of the host', async () => {
    const { stdout } = await exec(
      'plain',
      'ls /proc | grep -c "^[0-9]"; cut -d" " -f5 /proc/self/mountinfo | sort',
    );
    const [count, ...mounts] = stdout.trim().split('\n');
    assert.ok(Number(count) <= 5, count);
    const expected = /^\/($|proc|sys|dev|usr|etc\/(alternatives|ld\.so\.cache|ssl|hosts))/;
    assert.equal(
      mounts.filter(each => !expected.test(each)),
      [],
    );
  });

  test('the kernel is not offered: mount, ptrace of others, keyrings, modules, raw sockets', async () => {
    const attempts = [
      'mount -t tmpfs x /mnt',
      'unshare -U true',
      'insmod /dev/null',
      'chroot /nowhere true',
      'mknod /tmp/d c 1 1',
      'ip link add x type dummy',
      'date -s 2000-01-01',
    ];
    for (const attempt of attempts)
      assert.is.not((await exec('plain', `${attempt} 2>/dev/null`)).code, 0, attempt);
  });

  test('an init that is ours reaps orphans and ends with its command', async () => {
    assert.is(
      (await exec('initialised', '(sleep 0.1 &) ; sleep 0.3; ps -eo stat | grep -c Z')).stdout,
      '0\n',
    );
    const pid = await host.pid(spec, 'initialised');
    assert.match(readFileSync(`/proc/${pid}/cmdline`, 'utf8'), 'lxc-monitor');
    assert.equal(readdirSync(`/proc/${pid}/fd`).sort(), ['0', '1', '2']);
  });

  test('down ends them all and leaves nothing', async () => {
    await host.must(...spec, 'down', '--timeout', '1');
    assert.equal(await host.leaks(), []);
  });
}
test.run();
