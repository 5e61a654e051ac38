/** Limits hold against programs that try to get past them. */
import { strict as assert } from 'node:assert';
import { setTimeout as delay } from 'node:timers/promises';
import type { Check } from './check.js';
import { until } from './host.js';
import { greedy, lab } from './projects.js';

export const limitChecks: Check[] = [
  {
    name: 'a CPU quota holds',
    async run() {
      const quota = 0.2;
      const before = { at: process.hrtime.bigint(), used: lab.count('busy', 'cpu.stat', 'usage_usec') };
      await delay(2000);
      const used = lab.count('busy', 'cpu.stat', 'usage_usec') - before.used;
      const passed = Number(process.hrtime.bigint() - before.at) / 1000;
      // It takes all that it may, and no more; emulated clocks are coarse.
      assert.ok(used <= passed * quota * 1.15, `used ${used} of ${passed} µs`);
      assert.ok(used >= passed * quota * 0.6, `used only ${used} of ${passed} µs`);
      assert.ok(lab.count('busy', 'cpu.stat', 'nr_throttled') > 0, 'never throttled');
    },
  },
  {
    name: 'a memory hog is killed in its container and the others live',
    async run() {
      const others = lab.pids();
      greedy.must('up');
      await until(
        'the hog',
        () => greedy.row('hog').state,
        state => state === 'STOPPED',
      );
      assert.match(greedy.must('ps', 'hog'), /STOPPED \(signal 9, out of memory\)/);
      assert.ok(greedy.row('bomb').pid, 'the other container of the project ended as well');
      assert.deepEqual(lab.pids(), others);
    },
  },
  {
    name: 'a fork bomb stops at the pids limit',
    async run() {
      await until(
        'refused forks',
        () => greedy.count('bomb', 'pids.events', 'max'),
        refused => refused > 0,
      );
      const current = Number(greedy.read('bomb', 'pids.current'));
      assert.ok(current > 20 && current <= 40, `${current} processes`);
      assert.ok(greedy.row('bomb').pid, 'its first process ended');
    },
  },
  {
    name: 'down ends a fork bomb',
    run() {
      greedy.must('down', '--timeout', '0');
      assert.deepEqual(
        greedy.ps().filter(row => row.pid !== null),
        [],
      );
    },
  },
];
