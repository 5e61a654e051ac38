/** The way of a project: up, nothing to do, down, nothing left. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, Host, isRoot } from './harness.js';

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  beforeAll(test, async () => {
    host = await Host.make();
  });
  test.after(() => host.destroy());

  test('the example comes up, is then as planned, and a second up does nothing', async () => {
    const example = readFileSync(join(import.meta.dirname, '../../lxc-compose.yaml.example'), 'utf8');
    const spec = host.spec(example.replace(/^name: .*$/m, ''));
    await host.must(...spec, 'up');
    const before = await host.ps(...spec);
    assert.equal([...before.keys()].sort(), ['client', 'db', 'web']);
    assert.ok([...before.values()].every(row => row.state === 'RUNNING'));
    assert.is(before.get('db')!.health, 'healthy');
    assert.is((await host.compose(...spec, 'plan', '--exit-code')).code, 0);
    const second = await host.must(...spec, 'up');
    assert.match(second.stderr + second.stdout, 'nothing to do');
    const after = await host.ps(...spec);
    for (const [name, row] of after) assert.is(row.pid, before.get(name)!.pid);
  });

  test('containers reach each other by name, the host reaches the published port', async () => {
    const spec = ['-f', join(host.directory, 'p/lxc-compose.yaml')];
    assert.is((await host.compose(...spec, 'exec', 'client', 'ping', '-c1', '-W2', 'web')).code, 0);
    assert.is((await host.compose(...spec, 'exec', 'web', 'ping', '-c1', '-W2', 'db')).code, 0);
    assert.is(host.sh('busybox wget -qO- http://10.0.2.1:8080/hostname').trim(), 'web');
  });

  test('down gives the host back as it was', async () => {
    const spec = ['-f', join(host.directory, 'p/lxc-compose.yaml')];
    await host.must(...spec, 'down', '-v', '-y');
    assert.equal(await host.leaks(), []);
    assert.is((await host.compose(...spec, 'plan', '--exit-code')).code, 2);
  });
}
test.run();
