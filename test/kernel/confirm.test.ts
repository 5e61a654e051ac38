/** `up --confirm-within`: what nobody confirms goes back by itself, also when the command or its terminal has died. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { HistoryEntry } from '../../src/model/history.js';
import { beforeAll, Host, isRoot, until } from './harness.js';

const text = (hostname: string, mtu = 1500) => `
networks:
  br0: {addresses: [10.0.2.1/24], mtu: ${mtu}}
containers:
  web:
    rootfs: host
    command: [sleep, infinity]
    hostname: ${hostname}
    networks: {br0: {address: 10.0.2.16/24}}
`;

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  let spec: string[];
  const write = (...values: Parameters<typeof text>) => {
    spec = host.spec(text(...values));
  };
  const mtu = () => (JSON.parse(host.sh('ip -json link show br0')) as { mtu: number }[])[0]!.mtu;
  const entries = async () =>
    (
      JSON.parse((await host.must(...spec, 'history', '--format', 'json')).stdout) as {
        entries: HistoryEntry[];
      }
    ).entries;
  const pending = () => join(host.directory, 'run', `${host.prefix}-p`, 'pending.json');
  const watcher = () =>
    (JSON.parse(readFileSync(pending(), 'utf8')) as { watcher: { pid: number } }).watcher.pid;
  const ended = (pid: number) => until('the watcher to end', () => !alive(pid));

  beforeAll(test, async () => {
    host = await Host.make();
    write('one');
    await host.must(...spec, 'up');
  });
  test.after(() => host.destroy());

  test('what is confirmed stays', async () => {
    write('two', 1400);
    const applied = await host.must(...spec, 'up', '--confirm-within', '60s');
    assert.match(applied.stderr, /lxc-compose confirm/);
    const pid = watcher();
    assert.ok(alive(pid));
    await host.must(...spec, 'confirm');
    await ended(pid);
    assert.is(mtu(), 1400);
    const again = await host.compose(...spec, 'confirm');
    assert.is(again.code, 1);
    assert.match(again.stderr, /nothing of .* waits to be confirmed/);
  });

  test('what is not confirmed goes back, live, and the history tells', async () => {
    write('three', 1300);
    const before = await host.pid(spec, 'web');
    await host.must(...spec, 'up', '--confirm-within', '1s');
    assert.is(mtu(), 1300);
    await until('the way back', mtu, found => found === 1400);
    await until('the entry', entries, all => all.some(each => each.result === 'reverted'));
    const pid = await host.pid(spec, 'web');
    assert.is(pid, before);
    assert.is(host.inside(pid, ['-u'], 'hostname').trim(), 'two');
    const last = (await entries()).at(-1)!;
    assert.match(last.command, /^revert of \d+$/);
    assert.is(last.result, 'applied');
  });

  test('an apply whose command was killed goes back too', async () => {
    write('four', 1200);
    const before = (await entries()).at(-1)!.id;
    const child = host.start(...spec, 'up', '--confirm-within', '1s');
    const end = new Promise(resolve => child.on('close', resolve));
    await until('the time to run', () => {
      try {
        return watcher();
      } catch {
        return child.exitCode !== null;
      }
    });
    child.kill('SIGKILL');
    await end;
    // Killed before anything was changed there is nothing to go back from, and no entry of that.
    await until('the way back', entries, all =>
      all.some(each => each.id > before && each.result === 'reverted'),
    );
    assert.is(mtu(), 1400);
    write('two', 1400);
    assert.is((await host.compose(...spec, 'plan', '--exit-code')).code, 0);
  });

  test('while one waits, another apply is refused, and rollback goes back at once', async () => {
    write('five', 1250);
    await host.must(...spec, 'up', '--confirm-within', '60s');
    const pid = watcher();
    write('six', 1260);
    const refused = await host.compose(...spec, 'up');
    assert.is(refused.code, 4);
    assert.match(refused.stderr, /waits to be confirmed/);
    await host.must(...spec, 'rollback');
    await ended(pid);
    assert.is(mtu(), 1400);
  });

  test('of a project that was not there before nothing is left', async () => {
    const other = host.spec('containers: {a: {rootfs: host, command: [sleep, infinity]}}', 'q');
    await host.must(...other, 'up', '--confirm-within', '1s');
    assert.ok((await host.ps(...other)).get('a')!.pid);
    await until(
      'the end',
      async () => (await host.ps(...other)).get('a')?.pid ?? null,
      found => found === null,
    );
  });

  test('down ends the waiting, and nothing is left', async () => {
    write('seven', 1270);
    await host.must(...spec, 'up', '--confirm-within', '60s');
    const pid = watcher();
    await host.must(...spec, 'down', '--timeout', '0');
    await ended(pid);
    assert.equal(await host.leaks(), []);
  });
}

function alive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

test.run();
