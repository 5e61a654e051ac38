/** Configs and secrets: files in memory that nobody inside can change, and of which nothing is left anywhere else. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeBusyboxTree } from './busybox-tree.js';
import { beforeAll, Host, isRoot, until } from './harness.js';

const canary = 'canary-of-the-secret-7391';
const fromVariable = 'canary-of-the-variable-2846';
const text = `
secrets:
  password: {file: ./password}
  token: {environment: TOKEN}
configs:
  settings: {content: "mode = quiet\\n"}
  binary: {file: ./binary}
containers:
  app:
    rootfs: host
    command: [sleep, infinity]
    configs: [settings, {source: binary, target: /opt/data.bin}]
    secrets: [password, {source: token, target: below/token, uid: 1000, gid: "1001", mode: 0440}]
  other:
    rootfs: host
    command: [sleep, infinity]
  ids:
    rootfs: host
    idmap: none
    restart: always
    command: [sleep, infinity]
    secrets: [{source: password, uid: 7}]
  system:
    rootfs: ./tree
    init: [/bin/init]
    cap_add: [SYS_ADMIN]
    secrets: [password]
  closed:
    rootfs: {path: ./tree, ro: true}
    command: [/bin/sleep, "1000000"]
    secrets: [password]
`;

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  let spec: string[];
  const inside = async (container: string, line: string) =>
    (await host.must(...spec, 'exec', '-T', container, '/bin/sh', '-c', line)).stdout.trim();
  const write = (name: string, content: string | Buffer) =>
    writeFileSync(join(host.directory, 'p', name), content);
  const plan = async () => (await host.must(...spec, 'plan')).stdout;
  /** Files of our directories that hold the text. */
  const holding = (word: string) =>
    host
      .sh(`cd ${host.directory}; grep -rlsaF -e ${word} run state cache p || true`)
      .split('\n')
      .filter(Boolean);

  beforeAll(test, async () => {
    host = await Host.make();
    spec = host.spec(text);
    write('password', canary);
    write('.env', `TOKEN=${fromVariable}\n`);
    write('binary', Buffer.from([0, 255, 10, 0]));
    makeBusyboxTree(join(host.directory, 'p/tree'));
    // A read-only root must have the place itself.
    mkdirSync(join(host.directory, 'p/tree/run'));
    writeFileSync(join(host.directory, 'p/tree/etc/inittab'), '::sysinit:/bin/true\n');
    await host.must(...spec, 'up');
  });
  test.after(() => host.destroy());

  test('a secret is a file of /run/secrets, a config one of the root, with owner and mode as seen inside', async () => {
    const paths = '/run/secrets/password /run/secrets/below/token /settings /opt/data.bin';
    assert.equal((await inside('app', `stat -c '%n %u:%g %a %s' ${paths}`)).split('\n'), [
      `/run/secrets/password 0:0 444 ${canary.length}`,
      `/run/secrets/below/token 1000:1001 440 ${fromVariable.length}`,
      '/settings 0:0 444 13',
      '/opt/data.bin 0:0 444 4',
    ]);
    assert.is(await inside('app', 'cat /run/secrets/password'), canary);
    assert.is(await inside('app', 'cat /settings'), 'mode = quiet');
    assert.is(await inside('app', "od -An -tx1 /opt/data.bin | tr -d ' \\n'"), '00ff0a00');
    assert.is(await inside('ids', "stat -c '%u:%g %a' /run/secrets/password"), '7:0 444');
  });

  test('nobody inside can write, replace or remove it, nor mount it writable', async () => {
    const denied = async (container: string, line: string) =>
      assert.is(await inside(container, `{ ${line}; } 2>/dev/null && echo done || echo denied`), 'denied');
    await denied('app', 'echo x > /run/secrets/password');
    await denied('app', 'rm -f /run/secrets/password');
    await denied('app', 'chmod 600 /run/secrets/password');
    await denied('system', 'mount -o remount,bind,rw /run/secrets/password; echo x > /run/secrets/password');
    assert.is(await inside('system', 'cat /run/secrets/password'), canary);
  });

  test('another container sees nothing of it', async () => {
    assert.is(await inside('other', 'ls /run/secrets 2>/dev/null || echo none'), 'none');
    const pid = await host.pid(spec, 'other');
    assert.not.match(readFileSync(`/proc/${pid}/mountinfo`, 'utf8'), /secrets/);
  });

  test('a system container and one with a read-only root have it in a /run of their own', async () => {
    for (const name of ['system', 'closed']) {
      assert.is(await inside(name, 'cat /run/secrets/password'), canary);
      assert.match(await inside(name, 'cat /proc/mounts'), /^\S+ \/run tmpfs/m);
    }
  });

  test('it is in no file of ours, no output and no trace', async () => {
    const trace = join(host.directory, 'p/trace.json');
    const outputs = [
      await host.must(...spec, 'plan'),
      await host.must(...spec, 'plan', '--commands'),
      await host.must(...spec, 'plan', '--format', 'json'),
      await host.must(...spec, 'config'),
      await host.must(...spec, 'ps', '--all', '--format', 'json'),
      await host.must('--trace', trace, ...spec, 'up'),
    ];
    for (const word of [canary, fromVariable]) {
      for (const { stdout, stderr } of outputs) assert.not.ok(`${stdout}${stderr}`.includes(word));
      assert.equal(holding(word), [word === canary ? 'p/password' : 'p/.env']);
    }
  });

  test('up again has nothing to do', async () => {
    assert.match(await plan(), /nothing to do|no changes|in sync|as the spec/i);
  });

  test('a restart by the monitor brings it back', async () => {
    const first = await host.pid(spec, 'ids');
    process.kill(first, 'SIGKILL');
    await until(
      'restart',
      async () => (await host.ps(...spec)).get('ids')?.pid ?? first,
      pid => pid !== first,
    );
    assert.is(await inside('ids', 'cat /run/secrets/password'), canary);
  });

  test('a changed file or variable shows in the plan without its content, and up repairs it', async () => {
    write('password', 'changed-canary');
    write('.env', 'TOKEN=changed-variable\n');
    const shown = await plan();
    assert.match(shown, /containers\.app\.secrets\.\/run\/secrets\/password\.content .*changed/);
    assert.match(shown, /containers\.app\.secrets\.\/run\/secrets\/below\/token\.content/);
    assert.match(shown, /restart/);
    assert.not.match(shown, /containers\.other|canary|[0-9a-f]{16}/);
    await host.must(...spec, 'up');
    assert.is(await inside('app', 'cat /run/secrets/password'), 'changed-canary');
    assert.is(await inside('app', 'cat /run/secrets/below/token'), 'changed-variable');
    assert.equal(holding(canary), []);
  });

  test('one that was unmounted comes back', async () => {
    host.inside(await host.pid(spec, 'ids'), ['-m', '-p'], 'umount /run/secrets/password');
    assert.match(await plan(), /containers\.ids\.secrets\.\/run\/secrets\/password/);
    await host.must(...spec, 'up');
    assert.is(await inside('ids', 'cat /run/secrets/password'), 'changed-canary');
  });

  test('down leaves the host as it was', async () => {
    await host.must(...spec, 'down');
    assert.equal(await host.leaks(), []);
  });

  test.run();
}
