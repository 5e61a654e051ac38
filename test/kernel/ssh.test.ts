/** SSH servers of the host's own programs: a hundred of them, each at its own address on port 22, and logins into all. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, Host, isRoot } from './harness.js';

const test = suite('ssh');
const servers = 100;
/** Programs at work at the same time. */
const hands = 8;

if (!isRoot()) {
  console.log('skipped: containers need root');
} else if (!existsSync('/usr/sbin/sshd')) {
  console.log('skipped: there is no sshd (package openssh-server)');
} else {
  let host: Host;
  let spec: string[];
  let key: string;
  const names = Array.from({ length: servers }, (_, index) => `sshd-${index + 1}`);

  beforeAll(test, async () => {
    host = await Host.make();
    const directory = join(host.directory, `${host.prefix}-s`);
    mkdirSync(directory);
    key = join(host.directory, 'key');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    const file = join(directory, 'lxc-compose.yaml');
    await host.must('init', '--from', 'sshd', '-o', file);
    spec = ['-f', file];
    await host.must(...spec, 'set', 'containers.sshd.scale', String(servers));
    writeFileSync(join(directory, '.env'), `SSH_PUBLIC_KEY=${readFileSync(`${key}.pub`, 'utf8')}`);
  });
  test.after(() => host.destroy());

  test('a hundred come up from the template, each healthy at its own address', async () => {
    await host.must(...spec, 'up', '--wait');
    const { stdout } = await host.must(...spec, 'ps', '--format', 'json');
    const rows = JSON.parse(stdout) as { name: string; health: string; addresses: { address: string }[] }[];
    assert.is(rows.length, servers);
    assert.ok(rows.every(each => each.health === 'healthy'));
    assert.is(new Set(rows.flatMap(each => each.addresses.map(({ address }) => address))).size, servers);
  });

  test('a hundred logins work, and each arrives where it was meant to', async () => {
    const waiting = [...names];
    const wrong: string[] = [];
    const work = async () => {
      for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
        const { code, stdout, stderr } = await host.compose(
          ...spec,
          'ssh',
          '-i',
          key,
          name,
          '--',
          'hostname; exit 3',
        );
        if (stdout !== `${name}\n` || code !== 3) wrong.push(`${name}: ${code} ${stdout} ${stderr}`);
      }
    };
    await Promise.all(Array.from({ length: hands }, work));
    assert.equal(wrong, []);
  });

  test("the host's programs are read-only there, and none of the hundred uses 64 KiB of disk", async () => {
    const touched = await host.compose(...spec, 'ssh', '-i', key, 'sshd-7', '--', 'touch /usr/bin/mine');
    assert.match(touched.stderr, 'Read-only file system');
    const [state] = host.sh(`ls -d ${host.directory}/state/${host.prefix}-s`).trim().split('\n');
    for (const name of names) {
      const kibibytes = Number(host.sh(`du -sk ${state}/${name}`).split('\t')[0]);
      assert.ok(kibibytes < 64, `${name}: ${kibibytes} KiB`);
    }
  });

  test('without an address, or with a user that is none, nothing is tried', async () => {
    const alone = host.spec('containers: {alone: {rootfs: host, command: [sleep, infinity]}}\n', 'a');
    await host.must(...alone, 'up');
    assert.match((await host.compose(...alone, 'ssh', 'alone')).stderr, 'alone has no address');
    assert.is((await host.compose(...alone, 'ssh', '-l', '-oProxyCommand=x', 'alone')).code, 64);
    await host.must(...alone, 'down', '-t', '0');
  });

  test('the host is as it was', async () => {
    await host.must(...spec, 'down', '-t', '0');
    assert.equal(await host.leaks(), []);
  });

  test.run();
}
