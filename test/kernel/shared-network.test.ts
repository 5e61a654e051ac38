/** Containers that share another one's network follow it when it is made anew. */
import { readlinkSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, Host, isRoot } from './harness.js';

const spec = (seconds: number) => `
networks: {br0: {addresses: [10.7.0.1/24]}}
containers:
  app: {rootfs: host, command: [sleep, "${seconds}"], networks: {br0: {address: 10.7.0.2/24}}}
  side: {rootfs: host, command: [sleep, "1000"], network_mode: "container:app"}
  third: {rootfs: host, command: [sleep, "1000"], network_mode: "container:app"}
  other: {rootfs: host, command: [sleep, "1000"], networks: [br0]}
`;

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  let file: string[];
  beforeAll(test, async () => {
    host = await Host.make();
    file = host.spec(spec(1000));
    await host.must(...file, 'up');
  });
  test.after(async () => {
    await host.destroy();
  });
  const network = async (name: string) => readlinkSync(`/proc/${await host.pid(file, name)}/ns/net`);

  test('a container that is made anew takes those along that share its network, and nobody else', async () => {
    const before = await network('app');
    const other = await host.pid(file, 'other');
    assert.is(await network('side'), before);
    host.spec(spec(1001));
    await host.must(...file, 'up');
    assert.is((await host.compose(...file, 'plan', '--exit-code')).code, 0);
    const after = await network('app');
    assert.is.not(after, before);
    assert.equal([await network('side'), await network('third')], [after, after]);
    assert.is(await host.pid(file, 'other'), other);
    assert.match((await host.must(...file, 'exec', '-T', 'side', 'ip', 'address')).stdout, /10\.7\.0\.2\/24/);
  });

  test('a container that was stopped and comes back has its companions with it', async () => {
    await host.must(...file, 'stop', 'app');
    await host.must(...file, 'up');
    const now = await network('app');
    assert.equal([await network('side'), await network('third')], [now, now]);
    await host.must(...file, 'down', '-y', '-t', '0');
    assert.equal(await host.leaks(), []);
  });
}

test.run();
