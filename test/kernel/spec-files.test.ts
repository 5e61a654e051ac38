/** A spec of several files on a real host: overrides, includes, scaling and profiles. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, Host, isRoot } from './harness.js';

const text = `
include: [parts/db.yaml]
networks:
  br0: {addresses: [10.0.2.1/24], pool: 10.0.2.10-10.0.2.60}
containers:
  base: {rootfs: host, command: [sleep, infinity], networks: [br0], profiles: [never]}
  web: {extends: base, scale: 3, profiles: !reset []}
  tool: {extends: base, profiles: !override [debug]}
`;

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  let spec: string[];
  const running = async () =>
    [...(await host.ps(...spec)).values()]
      .filter(each => each.state === 'RUNNING')
      .map(each => each.name)
      .sort();
  const addressOf = async (name: string) =>
    (await host.must(...spec, 'exec', '-T', name, 'hostname', '-I')).stdout;
  beforeAll(test, async () => {
    host = await Host.make();
    spec = host.spec(text);
    mkdirSync(join(host.directory, 'p/parts/data'), { recursive: true });
    writeFileSync(join(host.directory, 'p/parts/data/here'), 'of the included spec\n');
    writeFileSync(
      join(host.directory, 'p/parts/db.yaml'),
      'containers: {db: {rootfs: host, command: [sleep, infinity], volumes: ["./data:/data:ro"], networks: [br0]}}\n',
    );
    await host.must(...spec, 'up');
  });
  test.after(() => host.destroy());

  test('an included container finds its files where its own spec is', async () => {
    assert.equal(await running(), ['db', 'web-1', 'web-2', 'web-3']);
    const { stdout } = await host.must(...spec, 'exec', '-T', 'db', 'cat', '/data/here');
    assert.is(stdout, 'of the included spec\n');
    assert.is((await host.compose(...spec, 'plan', '--exit-code')).code, 0);
  });

  test('scaling down removes only what is too many, and up again gives it the same address', async () => {
    const before = await host.ps(...spec);
    const address = await addressOf('web-3');
    await host.must(...spec, 'up', '--scale', 'web=2');
    const after = await host.ps(...spec);
    assert.equal(await running(), ['db', 'web-1', 'web-2']);
    assert.is(after.get('web-1')!.pid, before.get('web-1')!.pid);
    await host.must(...spec, 'up');
    const again = await host.ps(...spec);
    assert.equal(await addressOf('web-3'), address);
    assert.is(again.get('web-2')!.pid, before.get('web-2')!.pid);
  });

  test('a profile adds its containers, and they stay when it is not active any more', async () => {
    await host.must('--profile', 'debug', ...spec, 'up');
    assert.equal(await running(), ['db', 'tool', 'web-1', 'web-2', 'web-3']);
    const { stdout, stderr } = await host.must(...spec, 'plan');
    assert.not.match(stdout + stderr, /containers\.tool|does not name/);
  });

  test('a file that is laid over changes what is running in place', async () => {
    const pid = (await host.ps(...spec)).get('db')!.pid;
    const over = join(host.directory, 'p/over.yaml');
    writeFileSync(over, 'services: {db: {limits: {pids: 99}}}\n');
    const both = [...spec, '-f', over];
    const { stdout } = await host.must(...both, 'plan');
    assert.match(stdout, /~ containers\.db\.limits\.pids .*over\.yaml:1/);
    await host.must(...both, 'up');
    assert.is((await host.ps(...both)).get('db')!.pid, pid);
    assert.is((await host.compose(...both, 'plan', '--exit-code')).code, 0);
  });
}

test.run();
