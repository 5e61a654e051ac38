/** `overlay: true`: the container writes where it likes, the base stays as it is, and `down` takes the changes away. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeBusyboxTree } from './busybox-tree.js';
import { beforeAll, Host, isRoot, until } from './harness.js';

// What an overlay's options would have to escape.
const base = 'ba:se, of all';
const text = `
containers:
  own:
    rootfs: "./${base}"
    overlay: true
    command: [sleep, infinity]
    restart: always
  shared:
    rootfs: "./${base}"
    overlay: true
    idmap: none
    command: [sleep, infinity]
  frozen:
    rootfs: {path: "./${base}", ro: true}
    overlay: true
    command: [sleep, infinity]
  host:
    rootfs: host
    overlay: true
    command: [sleep, infinity]
`;

/** Prints what differs from a container that may do everything to its files. */
const changes = [
  'echo changed >> /etc/passwd',
  'mv /lib/deep /lib/deeper',
  'rm /bin/vi',
  'mkdir -p /new/directory',
  'chown 1000:1000 /lib/deeper/file',
  'ln /lib/deeper/file /lib/link',
  'touch /file',
].join(' && ');
const look =
  'cat /etc/passwd | tail -1; cat /lib/deeper/file; ls -d /bin/vi /lib/deep 2>/dev/null; stat -c %u:%g /lib/deeper/file /bin / /new; ls /file';
const changed = 'changed\nof the base\n1000:1000\n0:0\n0:0\n0:0\n/file\n';

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  let spec: string[];
  let before: string;
  const inside = async (container: string, line: string) =>
    (await host.must(...spec, 'exec', '-T', container, 'sh', '-c', line)).stdout;
  const listing = () =>
    execFileSync('find', [`${host.directory}/p/${base}`, '-printf', '%P %m %U %G %s %T@ %l\n'], {
      encoding: 'utf8',
    });
  const layers = (container: string) => `${host.directory}/state/${host.prefix}-p/${container}/layers`;

  beforeAll(test, async () => {
    host = await Host.make();
    spec = host.spec(text);
    makeBusyboxTree(`${host.directory}/p/${base}`);
    before = listing();
    await host.must(...spec, 'up');
  });
  test.after(() => host.destroy());

  for (const name of ['own', 'shared']) {
    test(`the container ${name} changes all of its files, and the base none`, async () => {
      assert.is(await inside(name, 'stat -c %u:%g / /bin /bin/busybox /etc/passwd'), '0:0\n'.repeat(4));
      await inside(name, changes);
      assert.is(await inside(name, look), changed);
      assert.is(listing(), before);
    });
  }

  test('containers on one base do not see what others wrote', async () => {
    await inside('own', 'echo mine > /tmp/mine');
    assert.is(await inside('shared', 'ls /tmp'), '');
    assert.is(await inside('own', 'ls /tmp'), 'mine\n');
  });

  test('the layer belongs to the private ids, and only its own directories were given to them', async () => {
    const map = readFileSync(`/proc/${await host.pid(spec, 'own')}/uid_map`, 'utf8')
      .trim()
      .split(/ +/);
    assert.is(statSync(`${layers('own')}/root/upper`).uid, Number(map[1]));
    assert.is(statSync(`${layers('own')}/root/upper/file`).uid, Number(map[1]));
    assert.is(statSync(`${layers('shared')}/root/upper/file`).uid, 0);
  });

  test('the container cannot learn where its layer is', async () => {
    const mounts = await inside('own', 'cat /proc/self/mountinfo');
    assert.not.match(mounts, `${host.directory.slice(1)}/state`);
    assert.match(mounts, 'upperdir=upper');
  });

  test('a read-only root stays read-only over a layer', async () => {
    const { code, stderr } = await host.compose(...spec, 'exec', '-T', 'frozen', 'touch', '/x');
    assert.is(code, 1);
    assert.match(stderr, 'Read-only file system');
  });

  test("a container on the host's programs changes its own view of them", async () => {
    const line =
      'touch /usr/bin/added /etc/added && echo x >> /etc/passwd && mv /usr/share/doc /usr/share/papers && ls -d /usr/share/papers';
    assert.is(await inside('host', line), '/usr/share/papers\n');
    assert.not.ok(existsSync('/usr/bin/added') || existsSync('/usr/share/papers'));
  });

  test('changes survive a restart by the policy, a restart by hand, and a stop with a start', async () => {
    const pid = await host.pid(spec, 'own');
    process.kill(pid, 'SIGKILL');
    await until(
      'another process',
      async () => (await host.ps(...spec)).get('own')!,
      row => row.state === 'RUNNING' && row.pid !== pid,
    );
    assert.is(await inside('own', look), changed);
    await host.must(...spec, 'restart');
    await host.must(...spec, 'stop');
    await host.must(...spec, 'start');
    for (const name of ['own', 'shared']) assert.is(await inside(name, look), changed);
    assert.is(
      await inside('host', 'ls /usr/bin/added /etc/added; tail -1 /etc/passwd'),
      '/etc/added\n/usr/bin/added\nx\n',
    );
  });

  test('a layer that was written with other ids is refused, not misread', async () => {
    const other = host.spec(text.replace('overlay: true', 'overlay: true\n    idmap: none'));
    const { code, stderr } = await host.compose(...other, 'up');
    assert.is(code, 3);
    assert.match(stderr, 'holds changes of another root file system or of other ids');
    assert.match(stderr, 'lxc-compose down');
    await host.must(...host.spec(text), 'up');
    assert.is(await inside('own', look), changed);
  });

  test('another base makes a running container anew, without its changes, and is refused to a stopped one', async () => {
    makeBusyboxTree(`${host.directory}/p/other`);
    await host.must(...host.spec(text.replace(base, 'other')), 'up');
    assert.is(
      await inside('own', 'ls /lib; ls /file 2>&1 || true'),
      'deep\nls: /file: No such file or directory\n',
    );
    assert.is(await inside('shared', look), changed);
    await host.must(...spec, 'stop', 'own');
    const { code, stderr } = await host.compose(...host.spec(text), 'up');
    assert.is(code, 1);
    assert.match(stderr, 'holds changes of another root file system');
  });

  test('a base that is no directory is named', async () => {
    const missing = host.spec(text.replaceAll(base, 'nothing'), 'missing');
    const { code, stderr } = await host.compose(...missing, 'up');
    assert.is(code, 3);
    assert.match(stderr, /there is no directory .*nothing to lay an overlay over/);
    await host.must(...missing, 'down');
  });

  test('down takes everything away, also what no path can name', async () => {
    const nest =
      'cd /tmp && for i in $(seq 300); do mkdir dddddddddddddddd && cd -P dddddddddddddddd || exit; done';
    await host.compose(...spec, 'exec', '-T', 'shared', 'sh', '-c', nest);
    await host.must(...spec, 'down');
    assert.is(listing(), before);
    assert.equal(await host.leaks(), []);
  });
}
test.run();
