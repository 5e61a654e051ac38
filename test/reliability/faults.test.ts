/** R4, R6, R8, R10, R11, R22, R29: what dies, runs out, hangs or interrupts, and what must hold then. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, isRoot, until } from '../kernel/harness.js';
import { Lab, pidsOf, random, record } from './lab.js';

const tries = Number(process.env['RELIABILITY_TRIES'] ?? 50);

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let lab: Lab;
  beforeAll(test, async () => {
    // With mounts of its own: another program is laid over ip.
    lab = await Lab.make(true);
  });
  test.after(() => lab.host.destroy());

  const run = (file: string) => join(lab.host.directory, 'run', `${lab.host.prefix}-p`, file);
  const monitors = () =>
    readdirSync(run('containers')).map(name =>
      Number(/"monitor":(\d+)/.exec(readFileSync(run(`containers/${name}/status`), 'utf8'))?.[1] ?? 0),
    );
  /** Does it, collects what goes wrong, and begins anew after that. */
  const attempt = async (bad: string[], what: string, work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      bad.push(`${what}: ${String(error)}`);
      await lab.leavesNothing().catch(() => {});
    }
  };

  test('a monitor that is killed takes its container along, and up brings both back', async () => {
    const next = random(4);
    const bad: string[] = [];
    await lab.converges();
    for (let number = 0; number < tries; number++) {
      await attempt(bad, `try ${number}`, async () => {
        const before = await lab.host.ps(...lab.spec);
        const names = [...before.keys()];
        const name = names[Math.floor(next() * names.length)]!;
        const status = readFileSync(run(`containers/${name}/status`), 'utf8');
        process.kill(Number(/"monitor":(\d+)/.exec(status)![1]), 'SIGKILL');
        await until('its container to end', () => !isAlive(before.get(name)!.pid!), Boolean, 1000);
        await until(
          'ps to say so',
          async () => (await lab.host.ps(...lab.spec)).get(name)!.state,
          state => state === 'STOPPED',
          1000,
        );
        const now = pidsOf(await lab.converges());
        // b shares nothing with a but a link, which goes with either.
        for (const each of names) if (each !== name) assert.is(now[each], before.get(each)!.pid, each);
      });
    }
    record({
      row: 'R4',
      fault: 'SIGKILL of a monitor while its container runs',
      runs: tries,
      bad: bad.length,
    });
    assert.equal(bad, []);
  });

  test('monitors that are killed while everything starts leave no second copy', async () => {
    const next = random(44);
    const bad: string[] = [];
    for (let number = 0; number < tries / 2; number++) {
      await lab.leavesNothing();
      await attempt(bad, `try ${number}`, async () => {
        const up = lab.host.start(...lab.spec, 'up');
        const ended = new Promise(resolve => up.once('close', resolve));
        await new Promise(resolve => setTimeout(resolve, 110 + next() * 120));
        for (const pid of monitorsOf(lab.host.prefix)) if (next() < 0.5) killQuietly(pid);
        await ended;
        await lab.converges();
      });
    }
    record({
      row: 'R4',
      fault: 'SIGKILL of monitors while they start their containers',
      runs: tries / 2,
      bad: bad.length,
    });
    assert.equal(bad, []);
  });

  test('of an earlier boot nothing is believed', async () => {
    const bad: string[] = [];
    const boots = Math.ceil(tries / 5);
    for (let number = 0; number < boots; number++) {
      await attempt(bad, `boot ${number}`, async () => {
        await lab.converges();
        for (const pid of monitors()) killQuietly(pid);
        await until('all to end', async () =>
          [...(await lab.host.ps(...lab.spec)).values()].every(row => row.pid === null),
        );
        // What a boot does not keep: links, tables. What it keeps here: the run directory, which need not be a tmpfs.
        lab.host.sh(
          'ip link del br0; ip link del br1; nft flush ruleset; echo 0 > /proc/sys/net/ipv4/ip_forward',
        );
        // Mounted over the kernel's, another boot's id would forbid every container a /proc of its own.
        for (const name of readdirSync(run('containers'))) {
          const status = run(`containers/${name}/status`);
          const stale = readFileSync(status, 'utf8').replace(
            /"bootId":"[^"]*"/,
            '"bootId":"00000000-0000-4000-8000-000000000000"',
          );
          // Who had these pids then is somebody else now: our own, which nobody may signal.
          writeFileSync(status, stale.replace(/"(pid|monitor)":\d+/g, `"$1":${process.pid}`));
        }
        await lab.converges();
        await lab.leavesNothing();
      });
    }
    record({
      row: 'R6',
      fault: 'pretended reboot with a full state and a stale run directory',
      runs: boots,
      bad: bad.length,
    });
    assert.equal(bad, []);
  });

  for (const [errno, every] of [
    ['ENOSPC', 1],
    ['EMFILE', 8],
    ['EIO', 8],
  ] as const) {
    test(`${errno} at a write of up is told in one sentence, and up works again`, async () => {
      await lab.leavesNothing();
      const steps = await lab.stepsOf('up');
      await lab.leavesNothing();
      const bad: string[] = [];
      let runs = 0;
      for (let step = 1; step <= steps.length; step += every) {
        if (!steps[step - 1]!.startsWith('fs.')) continue;
        runs++;
        await attempt(bad, `at step ${step} (${steps[step - 1]})`, async () => {
          const result = await lab.broken(`${step}=error(${errno})`, 'up');
          assert.ok([0, 1, 3].includes(result.code), String(result.code));
          // Not everything that fails makes `up` fail; what does is a sentence, not a stack.
          assert.not.match(result.stderr, /^\s+at .*:\d+:\d+/m);
          if (result.code !== 0) assert.match(result.stderr, /^Error: /m);
          if (runs % 3 === 0) await lab.converges();
          await lab.leavesNothing();
        });
      }
      record({
        row: errno === 'ENOSPC' ? 'R8' : 'R10',
        fault: `${errno} at file operations of \`up\`, one at a time`,
        runs,
        bad: bad.length,
      });
      assert.equal(bad, []);
    });
  }

  test('too few descriptors are an error or none, and leave nothing', async () => {
    const bad: string[] = [];
    let runs = 0;
    for (let limit = 20; limit < 60; limit += 4) {
      runs++;
      await attempt(bad, `${limit} descriptors`, async () => {
        await lab.host.run('prlimit', [`--nofile=${limit}`, lab.host.program, ...lab.spec, 'up']);
        await lab.leavesNothing();
      });
    }
    record({ row: 'R10', fault: '`up` with 20 to 56 descriptors', runs, bad: bad.length });
    assert.equal(bad, []);
  });

  test('an ip that ends at any line of its batches is recovered from; one that hangs is ended', async () => {
    const real = '/usr/sbin/ip';
    const wrapper = join(lab.host.directory, 'ip');
    const over = `f=$(readlink -f ${real}); cp $f ${lab.host.directory}/ip.real; mount --bind ${wrapper} $f`;
    const away = `umount $(readlink -f ${real})`;
    const write = (script: string) => writeFileSync(wrapper, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    write('exit 0');
    await lab.leavesNothing();
    const bad: string[] = [];
    const lines = 20;
    for (let line = 0; line < lines; line++) {
      await attempt(bad, `line ${line}`, async () => {
        // Unbuffered: what came before the last line is carried out.
        write(`sed -u ${line + 1}q | ${lab.host.directory}/ip.real "$@"`);
        lab.host.sh(over);
        const broken = await lab.host.compose(...lab.spec, 'up').finally(() => lab.host.sh(away));
        if (broken.code !== 0) assert.match(broken.stderr, /^Error: /m);
        if (line % 2 === 0) await lab.converges();
        await lab.leavesNothing();
      });
    }
    write('exec sleep 100');
    lab.host.sh(over);
    const hung = await lab.host.compose(...lab.spec, 'up').finally(() => lab.host.sh(away));
    assert.match(hung.stderr, /ip did not answer within 30 s/);
    await lab.converges();
    await lab.leavesNothing();
    record({ row: 'R11', fault: '`ip` ends after each line, or hangs', runs: lines + 1, bad: bad.length });
    assert.equal(bad, []);
  });

  test('signals to the command give 128 + n, and the next up goes on', async () => {
    const next = random(29);
    const bad: string[] = [];
    const signals: [NodeJS.Signals, number][] = [
      ['SIGINT', 130],
      ['SIGTERM', 143],
      ['SIGHUP', 129],
    ];
    for (let number = 0; number < tries; number++) {
      const [signal, code] = signals[number % 3]!;
      await attempt(bad, `${signal}, try ${number}`, async () => {
        const up = lab.host.start(...lab.spec, 'up');
        const ended = new Promise<[number | null, string | null]>(resolve =>
          up.once('close', (status, by) => resolve([status, by])),
        );
        await new Promise(resolve => setTimeout(resolve, 70 + next() * 150));
        up.kill(signal);
        if (number % 2 === 0) up.kill(signal);
        const [status, by] = await ended;
        // The second one may find the kernel's own handling.
        assert.ok(status === code || status === 0 || by === signal, `${status} ${by}`);
        if (number % 4 === 0) await lab.converges();
        await lab.leavesNothing();
      });
    }
    record({
      row: 'R29',
      fault: 'SIGINT, SIGTERM and SIGHUP at random moments, once and twice',
      runs: tries,
      bad: bad.length,
    });
    assert.equal(bad, []);
  });
}

function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

function killQuietly(pid: number): void {
  try {
    if (pid > 0) process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

/** Monitors say in their command line whose they are. */
function monitorsOf(prefix: string): number[] {
  return readdirSync('/proc').flatMap(pid => {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      return line.startsWith(`lxc-monitor: ${prefix}`) ? [Number(pid)] : [];
    } catch {
      return [];
    }
  });
}

test.run();
