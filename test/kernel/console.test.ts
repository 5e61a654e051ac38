/** Terminals of containers: a login on a tty, the console, replay, and that nobody can hold the container up. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { makeBusyboxTree } from './busybox-tree.js';
import { beforeAll, Host, isRoot, until } from './harness.js';
import { Person } from './person.js';

const test = suite('console');

const text = (root: string, log: string) => `
containers:
  system:
    rootfs: ${root}
    command: [sh, -c, 'while :; do getty -n -l /bin/sh 38400 tty1 vt100; done & while :; do getty -n -l /bin/sh 38400 tty2 vt100; done & exec sleep 100000']
    console: {ttys: 2, buffer: 64k}
  talker:
    rootfs: host
    tty: true
    command: [sh, -c, 'stty -echo; echo first; while read line; do echo "heard $$line"; done']
    console: {log: ${log}, size: 20k, rotate: true}
  flood:
    rootfs: host
    tty: true
    command: [sh, -c, 'i=0; while [ $$i -lt 20000 ]; do echo "a line that nobody reads, number $$i"; i=$$((i+1)); done; echo end of flood; exec sleep 100000']
    console: {log: ${log}.flood, size: 20k, rotate: true}
  piped:
    rootfs: host
    tty: true
    command: [sh, -c, 'echo first; exec sleep 100000']
    console: {log: ${log}.pipe}
  stuck:
    rootfs: host
    tty: true
    command: [sh, -c, 'for i in $$(seq 2000); do echo "the second file cannot be made, number $$i"; done; echo end of stuck; exec sleep 100000']
    console: {log: ${log}.stuck, size: 20k, rotate: true}
  much:
    rootfs: host
    tty: true
    command: [sh, -c, 'seq -f "line %012.0f" 100000; echo end of much; exec sleep 100000']
    console: {buffer: 1m}
`;

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  let spec: string[];
  let log: string;
  const sit = (...args: string[]) => new Person(host, [host.program, ...spec, 'console', ...args]);

  beforeAll(test, async () => {
    host = await Host.make();
    const root = join(host.directory, 'tree');
    makeBusyboxTree(root);
    log = join(host.directory, 'console.log');
    spec = host.spec(text(root, log));
    execFileSync('mkfifo', [`${log}.pipe`]);
    mkdirSync(join(`${log}.stuck.1`, 'full'), { recursive: true });
    await host.must(...spec, 'up');
  });
  test.after(() => host.destroy());

  test('a shell on a tty answers, has the size of the window, and lives on when one leaves', async () => {
    const person = sit('system');
    await person.sees('Connected to tty 1');
    person.type('\r\necho an$((40+2))swer; tty; stty size; wait_here=yes\r');
    await person.sees('an42swer');
    await person.sees('/dev/tty1');
    await person.sees('30 90');
    assert.is(await person.leave(), 0);
    const again = sit('-t', '1', 'system');
    await again.sees('an42swer');
    again.type('\r\necho still_$wait_here\r');
    await again.sees('still_yes');
    await again.leave();
  });

  test('a tty is for one, and the next one gets the next tty', async () => {
    const first = sit('system');
    await first.sees('Connected to tty 1');
    const second = sit('system');
    await second.sees('Connected to tty 2');
    const third = await host.compose(...spec, 'console', 'system');
    assert.is(third.code, 1);
    assert.match(third.stderr, /busy.*EBUSY/);
    assert.match(
      (await host.compose(...spec, 'console', '-t', '9', 'system')).stderr,
      /none of this number.*ENXIO/,
    );
    assert.match((await host.compose(...spec, 'console', '-t', '0', 'system')).stderr, 'console: {ttys: 2}');
    await Promise.all([first.leave(), second.leave()]);
  });

  test('the console is for many, and what they type reaches the program', async () => {
    const [one, two] = [sit('-t', '0', 'talker'), sit('-t', '0', 'talker')];
    await Promise.all([one.sees('first'), two.sees('first')]);
    one.type('hello\r');
    await Promise.all([one.sees('heard hello'), two.sees('heard hello')]);
    await one.leave();
    two.type('\u0001\u0001bye\r');
    await two.sees('heard \u0001bye');
    await two.leave();
    assert.match(readFileSync(log, 'utf8'), 'heard hello');
    assert.match((await host.must(...spec, 'logs', 'talker')).stdout, 'heard hello');
  });

  test('a container that writes without end is held up by nobody, and its file of fixed size turns over', async () => {
    const idle = host.spawnOpen(host.program, [...spec, 'console', '-t', '0', 'flood']);
    // Its standard output is never read: the pipe is full soon.
    idle.stdout!.pause();
    const tail = async () => (await host.must(...spec, 'logs', '--tail', '1', 'flood')).stdout;
    await until('the end', tail, each => each.includes('end of flood'));
    assert.ok(statSync(`${log}.flood`).size <= 20 << 10, String(statSync(`${log}.flood`).size));
    assert.ok(existsSync(`${log}.flood.1`));
    idle.kill();
  });

  test('a pipe that nobody reads is no log, and the monitor goes on answering', async () => {
    assert.match((await host.must(...spec, 'logs', 'piped')).stdout, 'first');
    assert.is((await host.must(...spec, 'exec', '-T', 'piped', 'echo', 'answer')).stdout, 'answer\n');
  });

  test('a log that cannot be renamed begins anew, and keeps its size', async () => {
    const tail = async () => (await host.must(...spec, 'logs', '--tail', '1', 'stuck')).stdout;
    await until('the end', tail, each => each.includes('end of stuck'));
    assert.ok(statSync(`${log}.stuck`).size <= 20 << 10, String(statSync(`${log}.stuck`).size));
  });

  test('a replay that is longer than a socket holds has its end', async () => {
    const tail = async () => (await host.must(...spec, 'logs', '--tail', '1', 'much')).stdout;
    await until('the end', tail, each => each.includes('end of much'));
    const person = sit('-t', '0', 'much');
    await person.sees('end of much');
    await person.leave();
    const lines = person.seen.match(/line \d{12}\r\n/g) ?? [];
    assert.ok(lines.length > 50_000, String(lines.length));
  });

  test('who looks is told when the container ends', async () => {
    const person = sit('-t', '0', 'talker');
    await person.sees('Connected');
    await host.must(...spec, 'stop', '-t', '0', 'talker');
    await person.sees('The container has ended');
    assert.is(await person.ended, 0);
    await host.must(...spec, 'down', '-t', '0');
    assert.equal(await host.leaks(), []);
  });

  test.run();
}
