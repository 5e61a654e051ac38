/** A profile from a file is what the kernel judges by, and another content of the file is another container. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, Host, isRoot } from './harness.js';

const fixture = new URL('../../fixtures/seccomp/three.json', import.meta.url).pathname;
const text = `
containers:
  judged:
    rootfs: host
    command: [sleep, infinity]
    seccomp: ./profile.json
    volumes: [{type: tmpfs, target: /mnt}]
  free:
    rootfs: host
    command: [sleep, infinity]
    seccomp: unconfined
`;

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  let spec: string[];
  let profile: string;
  const inside = (container: string, line: string) =>
    host.compose(...spec, 'exec', '-T', container, 'sh', '-c', line);

  beforeAll(test, async () => {
    host = await Host.make();
    spec = host.spec(text);
    profile = join(dirname(spec[1]!), 'profile.json');
    copyFileSync(fixture, profile);
    await host.must(...spec, 'up');
  });
  test.after(() => host.destroy());

  test('a refused mkdir gives EPERM, the rest of the file system works', async () => {
    const { code, stderr } = await inside('judged', 'mkdir /mnt/new');
    assert.is(code, 1);
    assert.match(stderr, /Operation not permitted/);
    await host.must(...spec, 'exec', '-T', 'judged', 'sh', '-c', 'echo text > /mnt/file && cat /mnt/file');
  });

  test('another call gives the errno that the profile asks for', async () => {
    const { code, stderr } = await inside('judged', 'ln -s a /mnt/link');
    assert.is(code, 1);
    assert.match(stderr, /Function not implemented/);
  });

  test('an argument decides: one signal is refused with its errno, another one is sent', async () => {
    assert.match((await inside('judged', 'kill -12 $$')).stderr, /Protocol error/);
    assert.is((await inside('judged', 'kill -0 $$')).code, 0);
  });

  test('SCMP_ACT_KILL_PROCESS ends the process with SIGSYS, and only that', async () => {
    const pid = await host.pid(spec, 'judged');
    const { code } = await inside('judged', 'exec hostname other');
    assert.is(code, 128 + 31);
    assert.is(await host.pid(spec, 'judged'), pid);
  });

  test('unconfined is without a filter', async () => {
    const seccomp = async (container: string) => {
      const status = readFileSync(`/proc/${await host.pid(spec, container)}/status`, 'utf8');
      return /^Seccomp:\s+(\d)/m.exec(status)?.[1];
    };
    // What this test runs under is passed on.
    const own = /^Seccomp:\s+(\d)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    assert.is(await seccomp('judged'), '2');
    assert.is(await seccomp('free'), own);
  });

  test('a changed profile is a change of the container, and only of that', async () => {
    assert.is((await host.compose(...spec, 'plan', '--exit-code')).code, 0);
    const [judged, free] = [await host.pid(spec, 'judged'), await host.pid(spec, 'free')];
    writeFileSync(profile, readFileSync(profile, 'utf8').replace('"mkdir", "mkdirat"', '"rmdir"'));
    const { code, stdout } = await host.compose(...spec, 'plan', '--exit-code');
    assert.is(code, 2, stdout);
    assert.match(stdout, /containers\.judged.*\n?.*seccomp/);
    await host.must(...spec, 'up', '--timeout', '0');
    assert.is.not(await host.pid(spec, 'judged'), judged);
    assert.is(await host.pid(spec, 'free'), free);
    assert.is((await inside('judged', 'mkdir /mnt/new')).code, 0);
    assert.is((await host.compose(...spec, 'plan', '--exit-code')).code, 0);
  });

  test('a profile that is wrong or missing is refused with file, key and line, and nothing is changed', async () => {
    const pid = await host.pid(spec, 'judged');
    const before = readFileSync(profile, 'utf8');
    writeFileSync(profile, before.replace('SCMP_CMP_EQ', 'SCMP_CMP_SAME'));
    const wrong = await host.compose(...spec, 'up');
    assert.is(wrong.code, 65, wrong.stderr);
    assert.match(wrong.stderr, /lxc-compose\.yaml:7:14/);
    assert.match(wrong.stderr, /profile\.json/);
    assert.match(wrong.stderr, /syscalls\[3\]\.args\[0\]\.op "SCMP_CMP_SAME" is not an operator/);
    const missing = host.spec(text.replace('./profile.json', './nothing.json'), 'q');
    assert.match((await host.compose(...missing, 'up')).stderr, /nothing\.json" is not there/);
    writeFileSync(profile, before);
    assert.is(await host.pid(spec, 'judged'), pid);
  });

  test('nothing is left behind', async () => {
    await host.must(...spec, 'down', '--timeout', '0');
    assert.equal(await host.leaks(), []);
  });
}
test.run();
