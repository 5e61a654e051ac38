/** What `init` writes for a newcomer comes up, as it is. */

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, Host, isRoot } from './harness.js';

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  let file: string;
  beforeAll(test, async () => {
    host = await Host.make();
    const directory = join(host.directory, `${host.prefix}-init`);
    mkdirSync(directory);
    file = join(directory, 'lxc-compose.yaml');
  });
  test.after(() => host.destroy());

  test('init writes a spec that lint has nothing to say about, once', async () => {
    await host.must('init', '-o', file);
    assert.match(readFileSync(file, 'utf8'), new RegExp(`^name: ${host.prefix}-init `, 'm'));
    const linted = await host.must('-f', file, 'lint', '--level', 'info');
    assert.is(linted.stdout + linted.stderr, '');
    assert.is((await host.compose('init', '-o', file)).code, 4);
  });

  test('it comes up, reaches its gateway, is then as planned, and goes without a trace', async () => {
    await host.must('-f', file, 'up', '--wait');
    const rows = await host.ps('-f', file);
    assert.is(rows.get('app')?.state, 'RUNNING');
    const [, gateway] = /addresses: \[([\d.]+)\/24\]/.exec(readFileSync(file, 'utf8'))!;
    const ping = await host.compose('-f', file, 'exec', 'app', 'ping', '-c1', '-W2', gateway!);
    assert.is(ping.code, 0, ping.stderr);
    assert.is((await host.compose('-f', file, 'plan', '--exit-code')).code, 0);
    await host.must('-f', file, 'down', '-v', '-y');
    assert.equal(await host.leaks(), []);
  });

  test('lint of a spec that is not valid is 65, of none 66', async () => {
    const wrong = host.spec('containers: {web: {rootfs: host, comand: x}}\n', 'wrong');
    const { code, stdout, stderr } = await host.compose(...wrong, 'lint');
    assert.is(code, 65);
    assert.match(stdout, 'unknown key "comand" (did you mean "command"?) [unknown-key]');
    assert.match(stderr, 'error');
    assert.is((await host.compose('-f', '/nonexistent.yaml', 'lint')).code, 66);
  });
}
test.run();
