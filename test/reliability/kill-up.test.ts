/** R1: kill -9 before every step of `up` by which it changes something, and at random moments. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, isRoot } from '../kernel/harness.js';
import { Lab, pidsOf, random, record } from './lab.js';

/** Tried in the same order by every run. */
const randomKills = Number(process.env['RELIABILITY_KILLS'] ?? 100);

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let lab: Lab;
  beforeAll(test, async () => {
    lab = await Lab.make();
  });
  test.after(() => lab.host.destroy());

  test('up goes on from a kill before any step of its first run', async () => {
    const steps = await lab.stepsOf('up');
    await lab.leavesNothing();
    assert.ok(steps.length > 40, `only ${steps.length} steps`);
    const bad: string[] = [];
    for (let step = 1; step <= steps.length; step++) {
      try {
        await lab.broken(`${step}=kill`, 'up');
        // Every other wreck is taken down as it is.
        if (step % 2 === 0) await lab.converges();
        await lab.leavesNothing();
      } catch (error) {
        bad.push(`before step ${step} (${steps[step - 1]}): ${String(error)}`);
        await lab.leavesNothing().catch(() => {});
      }
    }
    record({
      row: 'R1',
      fault: 'kill -9 before each step of the first `up`',
      runs: steps.length,
      bad: bad.length,
    });
    assert.equal(bad, []);
  });

  test('up goes on from a kill at random moments', async () => {
    const next = random(1);
    const bad: string[] = [];
    for (let run = 0; run < randomKills; run++) {
      const delay = 60 + Math.floor(next() * 240);
      try {
        const up = lab.host.start(...lab.spec, 'up');
        const ended = new Promise(resolve => up.once('close', resolve));
        await new Promise(resolve => setTimeout(resolve, delay));
        up.kill('SIGKILL');
        await ended;
        if (run % 4 !== 3) await lab.converges();
        await lab.leavesNothing();
      } catch (error) {
        bad.push(`after ${delay} ms: ${String(error)}`);
        await lab.leavesNothing().catch(() => {});
      }
    }
    record({ row: 'R1', fault: 'kill -9 of `up` at random moments', runs: randomKills, bad: bad.length });
    assert.equal(bad, []);
  });

  test('a kill in the middle of a change leaves what the change is not about untouched', async () => {
    const { host } = lab;
    await host.must(...lab.spec, 'up');
    // The hostname is live, the environment of e is not; a, b and c are not touched.
    const changed = () => host.spec(`${labChanged(labCount++)}`);
    const original = pidsOf(await host.ps(...lab.spec));
    changed();
    const steps = await lab.stepsOf('up');
    const bad: string[] = [];
    for (let step = 1; step <= steps.length; step++) {
      changed();
      try {
        await lab.broken(`${step}=kill`, 'up');
        const now = pidsOf(await lab.converges());
        for (const name of ['a', 'b', 'c', 'd']) assert.is(now[name], original[name], name);
      } catch (error) {
        bad.push(`before step ${step} (${steps[step - 1]}): ${String(error)}`);
      }
    }
    host.spec(Lab.text);
    await lab.leavesNothing();
    record({
      row: 'R1',
      fault: 'kill -9 before each step of an `up` that changes one of five',
      runs: steps.length,
      bad: bad.length,
    });
    assert.equal(bad, []);
  });
}

let labCount = 0;
function labChanged(count: number): string {
  return Lab.text
    .replace('hostname: dee', `hostname: dee${count}`)
    .replace('limits: {cpus: 0.5}', `environment: {N: "${count}"}`);
}

test.run();
