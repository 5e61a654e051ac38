/** Limits hold against a program that does its worst, and the others do not notice. */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, Host, isRoot, readNumber, until } from './harness.js';

const text = `
containers:
  hog:
    rootfs: host
    command: [sh, -c, 'while :; do a="$$a$$a x"; done']
    limits: {memory: 32M}
  bomb:
    rootfs: host
    command: [sleep, infinity]
    limits: {pids: 20, memory: 64M}
  burner:
    rootfs: host
    command: [sh, -c, 'while :; do :; done']
    limits: {cpus: 0.3}
  idle:
    rootfs: host
    command: [sleep, infinity]
    limits: {memory: 16M}
`;

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  let spec: string[];
  beforeAll(test, async () => {
    host = await Host.make();
    spec = host.spec(text);
    await host.must(...spec, 'up');
  });
  test.after(() => host.destroy());

  test('a memory hog dies inside its limit, and ps says why', async () => {
    const row = await until(
      'the end of hog',
      async () => (await host.ps(...spec)).get('hog')!,
      each => each.state === 'STOPPED',
    );
    assert.is(row.oom, true, JSON.stringify(row));
    assert.is(row.signal, 9);
  });

  test('a fork bomb stops at its limit of processes', async () => {
    const bomb = ['exec', '-T', 'bomb', 'sh', '-c', 'while :; do sleep 1000 & done'];
    assert.match((await host.compose(...spec, ...bomb)).stderr, 'Cannot fork');
    const current = readNumber(host.cgroup('pids', 'bomb', 'pids.current'));
    assert.ok(current >= 19 && current <= 20, String(current));
    assert.match(readFileSync(host.cgroup('pids', 'bomb', 'pids.events'), 'utf8'), /max [1-9]/);
  });

  test('a CPU burner gets its quota within five per cent over two seconds', async () => {
    // In hundredths of a second (proc_pid_stat(5), utime and stime): PID 1 is the burner.
    const account = () => {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
      return (Number(fields[11]) + Number(fields[12])) / 100;
    };
    const pid = await host.pid(spec, 'burner');
    const begin = { cpu: account(), at: performance.now() };
    await new Promise(resolve => setTimeout(resolve, 2000));
    const share = (account() - begin.cpu) / ((performance.now() - begin.at) / 1000);
    assert.ok(share > 0.285 && share < 0.315, `${share}`);
  });

  test('the others live, and the host still follows', async () => {
    const rows = await host.ps(...spec);
    assert.is(rows.get('idle')!.state, 'RUNNING');
    assert.is(rows.get('burner')!.state, 'RUNNING');
    await host.must(...spec, 'down', '--timeout', '0');
    assert.equal(await host.leaks(), []);
  });
}
test.run();
