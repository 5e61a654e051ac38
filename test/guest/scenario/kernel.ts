/** What kind of host this is: the point of the guest. */
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import type { Check } from './check.js';
import { must } from './host.js';
import { lab } from './projects.js';

export const kernelChecks: Check[] = [
  {
    name: 'the kernel has AppArmor on',
    run() {
      assert.equal(readFileSync('/sys/module/apparmor/parameters/enabled', 'utf8').trim(), 'Y');
      const modules = readFileSync('/sys/kernel/security/lsm', 'utf8').trim().split(',');
      assert.ok(modules.includes('apparmor'), modules.join());
    },
  },
  {
    name: 'cgroup v2 is the only hierarchy',
    run() {
      const types = readFileSync('/proc/self/mounts', 'utf8')
        .split('\n')
        .map(line => line.split(' ')[2])
        .filter(type => type?.startsWith('cgroup'));
      assert.deepEqual(types, ['cgroup2']);
      assert.match(must('lxc-compose', 'doctor'), /^ok +cgroups +v2$/m);
    },
  },
];

export const upChecks: Check[] = [
  {
    name: 'up brings three containers up',
    run() {
      lab.must('up', '--wait');
      assert.deepEqual(
        lab.ps().map(row => row.state),
        ['RUNNING', 'RUNNING', 'RUNNING'],
      );
    },
  },
  {
    name: 'AppArmor has labels for their processes',
    run() {
      for (const pid of Object.values(lab.pids()))
        assert.equal(readFileSync(`/proc/${pid}/attr/apparmor/current`, 'utf8').trim(), 'unconfined');
    },
  },
  {
    name: 'the plan afterwards is empty',
    run() {
      lab.must('plan', '--exit-code');
    },
  },
  {
    name: 'containers reach each other by name over the bridge',
    run() {
      assert.match(
        lab.must('exec', '-T', 'web', '--', 'ping', '-c', '1', 'db'),
        /10\.0\.2\.17.* 1 received/s,
      );
    },
  },
];
