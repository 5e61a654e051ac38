/** R13, R14: several commands at once, and lock holders that die or stand still. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, isRoot, until } from '../kernel/harness.js';
import { Lab, pidsOf, random, record } from './lab.js';

const rounds = Number(process.env['RELIABILITY_ROUNDS'] ?? 50);
const atOnce = 8;

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let lab: Lab;
  beforeAll(test, async () => {
    lab = await Lab.make();
  });
  test.after(() => lab.host.destroy());

  test('eight `up`s at once: all succeed, and what is there then is one of the states that were asked for', async () => {
    const next = random(13);
    const bad: string[] = [];
    for (let round = 0; round < rounds; round++) {
      // Every fifth round begins with nothing.
      if (round % 5 === 0) await lab.leavesNothing();
      lab.host.spec(Lab.text.replace('hostname: dee', `hostname: dee${round}`));
      const runs = await Promise.all(
        Array.from({ length: atOnce }, async () => {
          await new Promise(resolve => setTimeout(resolve, next() * 150));
          return lab.host.compose(...lab.spec, 'up');
        }),
      );
      for (const { code, stderr } of runs) if (code !== 0) bad.push(`round ${round}: ${code} ${stderr}`);
      await lab.converges().catch(error => bad.push(`round ${round}: ${String(error)}`));
    }
    record({ row: 'R13', fault: `${atOnce} concurrent \`up\`s`, runs: rounds, bad: bad.length });
    assert.equal(bad, []);
  });

  test('two projects at once, up and down, leave each other alone', async () => {
    const other = lab.host.spec(
      'networks: {br5: {addresses: [10.0.5.1/24], pool: 10.0.5.10-10.0.5.20, nat: true}}\ncontainers: {x: {rootfs: host, command: [sleep, infinity], networks: [br5]}}',
      'q',
    );
    const pids = pidsOf(await lab.converges());
    const bad: string[] = [];
    for (let round = 0; round < rounds / 5; round++) {
      await Promise.all([lab.host.compose(...other, 'up'), lab.host.compose(...lab.spec, 'up')]);
      await Promise.all([
        lab.host.compose(...other, 'down', '--timeout', '0'),
        lab.host.compose(...lab.spec, 'up'),
      ]);
      try {
        assert.equal(pidsOf(await lab.converges()), pids);
      } catch (error) {
        bad.push(`round ${round}: ${String(error)}`);
      }
    }
    record({ row: 'R13', fault: 'two projects on one host at once', runs: rounds / 5, bad: bad.length });
    assert.equal(bad, []);
    await lab.leavesNothing();
  });

  test('the lock of a dead holder is free at once; one that stands still is named, and is waited for', async () => {
    const bad: string[] = [];
    const tries = 10;
    for (let run = 0; run < tries; run++) {
      const holder = lab.host.start(...lab.spec, 'up');
      const ended = new Promise(resolve => holder.once('close', resolve));
      await until('the lock', async () => {
        const probe = await lab.host.compose(...lab.spec, '--lock-timeout', '0.01s', 'down');
        return probe.code === 75 || holder.exitCode !== null ? probe : null;
      });
      holder.kill('SIGSTOP');
      const refused = await lab.host.compose(...lab.spec, '--lock-timeout', '0.2s', 'up');
      if (holder.exitCode === null && refused.code !== 75 && refused.code !== 0)
        bad.push(`stopped: ${refused.code} ${refused.stderr}`);
      if (refused.code === 75) assert.match(refused.stderr, /being changed by pid \d+ since \d{4}-/);
      holder.kill('SIGKILL');
      await ended;
      const now = await lab.host.compose(...lab.spec, '--lock-timeout', '10s', 'up');
      if (now.code !== 0) bad.push(`after the kill: ${now.code} ${now.stderr}`);
      await lab.leavesNothing();
    }
    record({ row: 'R14', fault: 'lock holder stopped, then killed', runs: tries, bad: bad.length });
    assert.equal(bad, []);
  });
}

test.run();
