/** A Debian with systemd as a system container, where cgroup v2 has all controllers. */
import { strict as assert } from 'node:assert';
import { existsSync } from 'node:fs';
import type { Check } from './check.js';
import { until } from './host.js';
import { whole } from './projects.js';

/** Emulated processors take their time. */
const bootMs = 60_000;

const inside = (...command: string[]) => whole.run('exec', '-T', 'deb', ...command).stdout.trim();
const settled = () =>
  until(
    'systemd has booted',
    () => inside('systemctl', 'is-system-running'),
    state => state === 'running' || state === 'degraded',
    bootMs,
  );

const checks: Check[] = [
  {
    name: 'systemd boots to its target without a failed unit',
    async run() {
      whole.must('up');
      await settled();
      assert.equal(inside('systemctl', '--failed', '--no-legend', '--plain'), '');
      assert.equal(inside('systemctl', 'is-system-running'), 'running');
      assert.equal(inside('systemd-detect-virt'), 'lxc');
    },
  },
  {
    name: 'it gives controllers on to the cgroups of its services, and its own limits hold',
    run() {
      assert.match(whole.read('deb', 'cgroup.subtree_control'), /memory/);
      assert.equal(whole.read('deb', 'memory.max'), String(256 << 20));
      assert.match(inside('cat', '/sys/fs/cgroup/system.slice/dbus.service/memory.max'), /max/);
      const { code } = whole.run('exec', '-T', 'deb', 'sh', '-c', 'echo max > /sys/fs/cgroup/memory.max');
      assert.notEqual(code, 0);
    },
  },
  {
    name: 'the plan for the system is empty',
    run: () => void whole.must('plan', '--exit-code'),
  },
  {
    name: 'reboot inside boots it again with its network',
    async run() {
      const before = whole.row('deb').pid;
      inside('systemctl', 'reboot');
      await until(
        'another PID 1',
        () => whole.row('deb').pid,
        pid => pid !== null && pid !== before,
        bootMs,
      );
      await settled();
      assert.match(inside('ip', '-o', '-4', 'addr', 'show', 'eth0'), /10\.0\.3\.16\/24/);
    },
  },
  {
    name: 'stop halts it cleanly',
    run() {
      whole.must('stop');
      const row = whole.row('deb');
      assert.deepEqual([row.state, row.exitCode], ['STOPPED', 0]);
    },
  },
  { name: 'down takes the whole system away', run: () => void whole.must('down') },
];

export const systemChecks = existsSync('/debian/etc/debian_version') ? checks : [];
