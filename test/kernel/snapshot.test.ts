/** Snapshots of overlays: a restored tree is the same to the byte, with owners, links, marks and what was deleted. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, Host, isRoot } from './harness.js';

const test = suite('snapshot');

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  let spec: string[];
  const run = async (line: string) =>
    (await host.must(...spec, 'exec', '-T', 'web', 'sh', '-c', line)).stdout;
  /** Every file of what the container sees, with its type, owner, mode, target and content. */
  const tree = () =>
    run(
      'cd /; find etc root opt usr/local -xdev | sort | while read -r f; do stat -c "%n %F %u:%g %a %N" "$f"; [ -f "$f" ] && cksum "$f"; done; ls /usr/bin | cksum',
    );

  beforeAll(test, async () => {
    host = await Host.make();
    spec = host.spec(
      `containers:
  web: {rootfs: host, overlay: true, command: [sh, -c, 'while :; do sleep 0.1; done']}
  plain: {rootfs: host, command: [sleep, infinity]}
`,
    );
    await host.must(...spec, 'up');
    await run(
      'mkdir -p /opt/a/b; echo one > /opt/a/b/file; chown 7:8 /opt/a; chmod 640 /opt/a/b/file; ln -s file /opt/a/b/link; rm /usr/bin/cksum.none /usr/bin/factor; echo more >> /etc/passwd',
    );
  });
  test.after(() => host.destroy());

  test('a snapshot of a running container is taken, and the container goes on', async () => {
    const before = await host.pid(spec, 'web');
    assert.is((await host.must(...spec, 'snapshot', '-c', 'first', 'web')).stdout, 'snap0\n');
    assert.is((await host.ps(...spec)).get('web')!.state, 'RUNNING');
    assert.is(await host.pid(spec, 'web'), before);
    const list = JSON.parse(
      (await host.must(...spec, 'snapshot', '-L', '--format', 'json', 'web')).stdout,
    ) as object[];
    assert.is(list.length, 1);
  });

  test('restoring gives the same tree to the byte, whatever was done since', async () => {
    const before = await tree();
    await run('rm -rf /opt/a; echo other > /etc/passwd; echo new > /opt/new; mkdir /usr/bin/factor');
    assert.is.not(await tree(), before);
    const refused = await host.compose(...spec, 'restore', 'web', 'snap0');
    assert.is(refused.code, 4);
    assert.match(refused.stderr, 'web is running');
    await host.must(...spec, 'stop', '-t', '0', 'web');
    await host.must(...spec, 'restore', 'web', 'snap0');
    await host.must(...spec, 'start', 'web');
    assert.is(await tree(), before);
  });

  test('several are kept in order, and go when they are told to', async () => {
    assert.is((await host.must(...spec, 'snapshot', 'web')).stdout, 'snap1\n');
    await host.must(...spec, 'snapshot', '-d', 'snap0', 'web');
    assert.match((await host.must(...spec, 'snapshot', '-L', 'web')).stdout, /^NAME +TAKEN[^\n]*\nsnap1 /);
    const unknown = await host.compose(...spec, 'restore', 'web', 'snap0');
    assert.match(unknown.stderr, /no snapshot snap0[\s\S]*There are: snap1/);
    assert.match((await host.compose(...spec, 'snapshot', 'plain')).stderr, 'overlay: true');
  });

  test('they outlive down, and go with the volumes', async () => {
    await host.must(...spec, 'down', '-t', '0');
    assert.match((await host.must(...spec, 'snapshot', '-L', 'web')).stdout, 'snap1');
    await host.must(...spec, 'restore', 'web', 'snap1');
    await host.must(...spec, 'up');
    assert.is(await run('cat /opt/a/b/file'), 'one\n');
    await host.must(...spec, 'down', '-v', '-y', '-t', '0');
    assert.equal(await host.leaks(), []);
  });

  test.run();
}
