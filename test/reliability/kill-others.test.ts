/** R2 and R3: kill -9 before every step of `down`, `restart`, `stop` and `exec`, and of what recovers from a kill. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, isRoot } from '../kernel/harness.js';
import { Lab, pidsOf, random, record } from './lab.js';

const randomKills = Number(process.env['RELIABILITY_KILLS'] ?? 100);
const pairs = Number(process.env['RELIABILITY_PAIRS'] ?? 50);

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let lab: Lab;
  beforeAll(test, async () => {
    lab = await Lab.make();
  });
  test.after(() => lab.host.destroy());

  /** Kills the command before each of its steps, in a project that is up. */
  async function killEverywhere(
    args: string[],
    check: (step: number, before: Record<string, number | null>) => Promise<void>,
  ): Promise<{ steps: number; bad: string[] }> {
    await lab.converges();
    const steps = await lab.stepsOf(...args);
    const bad: string[] = [];
    for (let step = 1; step <= steps.length; step++) {
      try {
        const before = pidsOf(await lab.converges());
        await lab.broken(`${step}=kill`, ...args);
        await check(step, before);
      } catch (error) {
        bad.push(`before step ${step} (${steps[step - 1]}): ${String(error)}`);
        await lab.leavesNothing().catch(() => {});
      }
    }
    return { steps: steps.length, bad };
  }

  test('down that is killed is finished by the next down, or undone by the next up', async () => {
    const { steps, bad } = await killEverywhere(['down', '--timeout', '0'], async step => {
      if (step % 3 !== 0) await lab.leavesNothing();
    });
    record({ row: 'R2', fault: 'kill -9 before each step of `down`', runs: steps, bad: bad.length });
    assert.equal(bad, []);
  });

  test('restart that is killed leaves the others as they are', async () => {
    const { steps, bad } = await killEverywhere(['restart', '--timeout', '0', 'e'], async (_, before) => {
      const now = pidsOf(await lab.converges());
      for (const name of ['a', 'b', 'c', 'd']) assert.is(now[name], before[name], name);
    });
    record({ row: 'R2', fault: 'kill -9 before each step of `restart`', runs: steps, bad: bad.length });
    assert.equal(bad, []);
  });

  test('stop that is killed leaves the others as they are', async () => {
    const { steps, bad } = await killEverywhere(['stop', '--timeout', '0', 'e'], async (_, before) => {
      const now = pidsOf(await lab.converges());
      for (const name of ['a', 'b', 'c', 'd']) assert.is(now[name], before[name], name);
    });
    record({ row: 'R2', fault: 'kill -9 before each step of `stop`', runs: steps, bad: bad.length });
    assert.equal(bad, []);
  });

  test('exec that is killed leaves its container as it is', async () => {
    const { steps, bad } = await killEverywhere(['exec', '-T', 'c', 'true'], async (_, before) => {
      assert.equal(pidsOf(await lab.converges()), before);
    });
    record({ row: 'R2', fault: 'kill -9 before each step of `exec`', runs: steps, bad: bad.length });
    assert.equal(bad, []);
  });

  test('down that is killed at random moments', async () => {
    const next = random(2);
    const bad: string[] = [];
    for (let run = 0; run < randomKills; run++) {
      const delay = 50 + Math.floor(next() * 150);
      try {
        await lab.host.must(...lab.spec, 'up');
        const down = lab.host.start(...lab.spec, 'down', '--timeout', '0');
        const ended = new Promise(resolve => down.once('close', resolve));
        await new Promise(resolve => setTimeout(resolve, delay));
        down.kill('SIGKILL');
        await ended;
        if (run % 4 === 3) await lab.converges();
        await lab.leavesNothing();
      } catch (error) {
        bad.push(`after ${delay} ms: ${String(error)}`);
        await lab.leavesNothing().catch(() => {});
      }
    }
    record({ row: 'R2', fault: 'kill -9 of `down` at random moments', runs: randomKills, bad: bad.length });
    assert.equal(bad, []);
  });

  test('a recovery that is killed as well is recovered from', async () => {
    const steps = (await lab.stepsOf('up')).length;
    await lab.leavesNothing();
    const next = random(3);
    const bad: string[] = [];
    for (let run = 0; run < pairs; run++) {
      const [first, second] = [1 + Math.floor(next() * steps), 1 + Math.floor(next() * steps)];
      const recovery = run % 3 === 2 ? ['down', '--timeout', '0'] : ['up'];
      try {
        await lab.broken(`${first}=kill`, 'up');
        await lab.broken(`${second}=kill`, ...recovery);
        await lab.converges();
        await lab.leavesNothing();
      } catch (error) {
        bad.push(`before step ${first}, then before step ${second} of ${recovery[0]}: ${String(error)}`);
        await lab.leavesNothing().catch(() => {});
      }
    }
    record({
      row: 'R3',
      fault: 'kill -9 of `up`, and of what recovers from it',
      runs: pairs,
      bad: bad.length,
    });
    assert.equal(bad, []);
  });
}

test.run();
