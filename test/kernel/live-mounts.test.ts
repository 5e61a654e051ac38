/** Mounts of a running container come, go and change in place: PID 1 is the same, and a restart has them too. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, Host, isRoot, until } from './harness.js';

const test = suite('live mounts');

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  let spec: string[];
  let data: string;
  const text = (volumes: string, more = '') => `
volumes: {kept: {}}
containers:
  web: {rootfs: host, command: [sh, -c, 'while :; do sleep 0.1; done'], volumes: [${volumes}]${more}}
`;
  const inside = async (line: string) =>
    (await host.must(...spec, 'exec', '-T', 'web', 'sh', '-c', line)).stdout.trim();
  const pid = () => host.pid(spec, 'web');
  /** Changes the spec; the plan must say that it is live, and `up` must leave PID 1 and nothing to do. */
  async function change(volumes: string, planned: RegExp): Promise<void> {
    const before = await pid();
    spec = host.spec(text(volumes));
    const plan = (await host.compose(...spec, 'plan')).stdout;
    assert.match(plan, planned);
    assert.not.match(plan, /restart {2}|recreate {2}/);
    await host.must(...spec, 'up');
    assert.is(await pid(), before);
    assert.is((await host.compose(...spec, 'plan', '--exit-code')).code, 0);
  }

  beforeAll(test, async () => {
    host = await Host.make();
    data = join(host.directory, 'data');
    mkdirSync(data);
    writeFileSync(join(data, 'file'), 'of the host\n');
    spec = host.spec(text(''));
    await host.must(...spec, 'up');
  });
  test.after(() => host.destroy());

  test('a bind is added, with the ids of the container, and becomes read-only', async () => {
    await change(`"${data}:/mnt/data"`, /containers\.web\.volumes\.\/mnt\/data.*live/);
    assert.is(await inside('cat /mnt/data/file; stat -c %u /mnt/data/file'), 'of the host\n0');
    await inside('echo mine > /mnt/data/new');
    assert.is(execFileSync('stat', ['-c', '%u', join(data, 'new')], { encoding: 'utf8' }).trim(), '0');
    await change(`"${data}:/mnt/data:ro"`, /\/mnt\/data\.ro +false -> true +live/);
    assert.is((await host.compose(...spec, 'exec', '-T', 'web', 'touch', '/mnt/data/x')).code, 1);
  });

  test('a volume and a tmpfs join it, also one inside the other', async () => {
    const three = `"${data}:/mnt/data:ro", "kept:/var/lib/kept", {type: tmpfs, target: /var/lib/kept/fast, tmpfs: {size: 1m}}`;
    await change(three, /\/var\/lib\/kept.*live/);
    await inside('echo stays > /var/lib/kept/file; echo goes > /var/lib/kept/fast/file');
    assert.is(await inside('stat -f -c %T /var/lib/kept/fast'), 'tmpfs');
    assert.not.match(readFileSync('/proc/self/mountinfo', 'utf8'), /var\/lib\/kept/);
  });

  test('what somebody unmounts inside is drift, and comes back in place', async () => {
    const before = await pid();
    host.inside(before, ['-m'], 'umount /var/lib/kept/fast');
    assert.match((await host.compose(...spec, 'plan')).stdout, /\/var\/lib\/kept\/fast.*live +drift/);
    await host.must(...spec, 'up');
    assert.is(await inside('stat -f -c %T /var/lib/kept/fast'), 'tmpfs');
    assert.is(await pid(), before);
  });

  test('a restart by its policy or by hand has what came later', async () => {
    await host.must(...spec, 'restart', '-t', '0', 'web');
    await until(
      'RUNNING',
      async () => (await host.ps(...spec)).get('web')!.state,
      state => state === 'RUNNING',
    );
    assert.is(await inside('cat /mnt/data/file /var/lib/kept/file'), 'of the host\nstays');
    assert.is((await host.compose(...spec, 'plan', '--exit-code')).code, 0);
  });

  test('mounts go again, and what is still open of them does no harm', async () => {
    await inside('(exec 9< /mnt/data/file; sleep 1000) >/dev/null 2>&1 &');
    await change('"kept:/var/lib/kept"', /\/mnt\/data\.target +\(mounted\) -> \(none\) +live/);
    assert.is(await inside('ls /mnt/data; cat /var/lib/kept/file'), 'stays');
  });

  test('a source that is not there is told with its line, and nothing else changes', async () => {
    const before = await pid();
    spec = host.spec(text('"kept:/var/lib/kept", {type: bind, source: /no/such/place, target: /mnt/none}'));
    const { code, stderr } = await host.compose(...spec, 'up');
    assert.ok(code !== 0);
    assert.match(stderr, /\/no\/such\/place.*ENOENT/s);
    assert.is(await pid(), before);
    spec = host.spec(text('"kept:/var/lib/kept"'));
    await host.must(...spec, 'down', '-v', '-y', '-t', '0');
    assert.equal(await host.leaks(), []);
  });

  test.run();
}
