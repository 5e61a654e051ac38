/** kill -9 at any moment of `up`: the next `up` goes on from there, and `down` leaves nothing. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, Host, isRoot } from './harness.js';

const names = Array.from({ length: 12 }, (_, index) => `c${index}`);
const text = `
networks:
  br0: {addresses: [10.0.2.1/24], pool: 10.0.2.10-10.0.2.60, nat: true}
links:
  - [c0:eth5, c1:eth5]
containers:
${names.map(name => `  ${name}: {rootfs: host, command: [sleep, infinity], networks: [br0], limits: {memory: 32M, pids: 20}, ports: ["90${name.slice(1).padStart(2, '0')}:80"]}`).join('\n')}
`;

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  let spec: string[];
  beforeAll(test, async () => {
    host = await Host.make();
    spec = host.spec(text);
  });
  test.after(() => host.destroy());

  // A spread of moments rather than chance: a failure can be repeated.
  for (const delay of [70, 85, 100, 115, 130, 145, 160, 175, 190, 205]) {
    test(`killed after ${delay} ms`, async () => {
      const up = host.start(...spec, 'up');
      const ended = new Promise(resolve => up.once('close', resolve));
      await new Promise(resolve => setTimeout(resolve, delay));
      up.kill('SIGKILL');
      await ended;
      await host.must(...spec, 'up');
      assert.is((await host.compose(...spec, 'plan', '--exit-code')).code, 0);
      const rows = await host.ps(...spec);
      assert.ok(names.every(name => rows.get(name)?.state === 'RUNNING'));
      assert.is((await host.compose(...spec, 'exec', '-T', 'c3', 'ping', '-c1', '-W2', 'c7')).code, 0);
      await host.must(...spec, 'down', '--timeout', '0');
      assert.equal(await host.leaks(), []);
    });
  }

  test('down right after a kill leaves nothing either', async () => {
    const up = host.start(...spec, 'up');
    const ended = new Promise(resolve => up.once('close', resolve));
    await new Promise(resolve => setTimeout(resolve, 140));
    up.kill('SIGKILL');
    await ended;
    await host.must(...spec, 'down', '--timeout', '0');
    assert.equal(await host.leaks(), []);
  });

  test('a monitor that is killed takes its container along, and up brings both back', async () => {
    await host.must(...spec, 'up');
    const before = await host.ps(...spec);
    const monitor = Number(
      host.sh(`cat ${host.directory}/run/*/containers/c4/status`).match(/"monitor":(\d+)/)![1],
    );
    process.kill(monitor, 'SIGKILL');
    await new Promise(resolve => setTimeout(resolve, 200));
    assert.is((await host.ps(...spec)).get('c4')!.state, 'STOPPED');
    await host.must(...spec, 'up');
    assert.is((await host.compose(...spec, 'plan', '--exit-code')).code, 0);
    const after = await host.ps(...spec);
    assert.is.not(after.get('c4')!.pid, before.get('c4')!.pid);
    for (const name of names.filter(each => each !== 'c4'))
      assert.is(after.get(name)!.pid, before.get(name)!.pid);
    await host.must(...spec, 'down', '--timeout', '0');
    assert.equal(await host.leaks(), []);
  });
}
test.run();
