/** `logs -f` through everything that can happen to what it follows: rotation, restarts, containers that come later. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { makeBusyboxTree } from './busybox-tree.js';
import { beforeAll, Host, isRoot, until } from './harness.js';

const test = suite('logs-follow');

/** More than one file of a log takes. */
const lines = 40_000;
const writer = `awk 'BEGIN { for (i = 1; i <= ${lines}; i++) printf "line %d %0300d\\n", i, 0 }'; echo done; exec sleep 1000`;

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  let file: string;

  const write = (containers: Record<string, string>) =>
    writeFileSync(
      file,
      JSON.stringify({
        name: `${host.prefix}-logs`,
        containers: Object.fromEntries(
          Object.entries(containers).map(([name, script]) => [
            name,
            { rootfs: join(host.directory, 'tree'), network_mode: 'none', command: ['sh', '-c', script] },
          ]),
        ),
      }),
    );

  beforeAll(test, async () => {
    host = await Host.make();
    makeBusyboxTree(join(host.directory, 'tree'));
    file = join(host.directory, 'lxc-compose.json');
  });
  test.after(() => host.destroy());

  test('rotation, a restart and a new container: every line once, in order', async () => {
    const idle = 'exec sleep 1000';
    write({ idle });
    await host.must('-f', file, 'up');
    const follower = host.start('-f', file, 'logs', '-f');
    let seen = '';
    follower.stdout!.on('data', chunk => (seen += chunk));
    const count = (what: string) => seen.split(what).length - 1;
    try {
      write({ idle, busy: writer });
      await host.must('-f', file, 'up');
      await until(
        'the first life',
        () => count('done\n'),
        each => each === 1,
      );
      await host.must('-f', file, 'restart', '-t', '0', 'busy');
      await until(
        'the second life',
        () => count('done\n'),
        each => each === 2,
      );
      write({ idle, busy: writer, late: `echo hello from later; ${idle}` });
      await host.must('-f', file, 'up');
      await until('the later one', () => seen.includes('hello from later'), Boolean);
      const numbers = [...seen.matchAll(/\bline (\d+) 0+$/gm)].map(match => Number(match[1]));
      const one = Array.from({ length: lines }, (_, index) => index + 1);
      assert.is(numbers.length, 2 * lines);
      assert.ok(numbers.every((each, index) => each === one[index % lines]));
    } finally {
      follower.kill();
    }
  });

  test('lines of several containers are merged by the time when they were written', async () => {
    const { stdout } = await host.must('-f', file, 'logs', '-t', '--tail', '3');
    const times = [...stdout.matchAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g)].map(([time]) => time);
    assert.ok(times.length >= 4);
    assert.equal(times, [...times].sort());
    const middle = times[1]!;
    const since = (await host.must('-f', file, 'logs', '-t', '--since', middle, 'busy', 'late')).stdout;
    const until = (await host.must('-f', file, 'logs', '-t', '--until', middle, '--tail', '5', 'busy'))
      .stdout;
    for (const [time] of since.matchAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g)) assert.ok(time >= middle);
    for (const [time] of until.matchAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g)) assert.ok(time <= middle);
    assert.match(since, 'hello from later');
  });

  test('nothing is left', async () => {
    await host.must('-f', file, 'down');
    assert.equal(await host.leaks(), []);
  });

  test.run();
}
