/** What kind of host this is: the point of the guest. */
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import type { Check } from './check.js';
import { must } from './host.js';
import { lab, onTmpfs } from './projects.js';

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
  {
    name: 'doctor misses what this kernel does not have, and nothing else',
    run: () => {
      const missing = must('lxc-compose', 'doctor').matchAll(/^missing +(.+?) {2,}/gm);
      // AppArmor is the other one's choice; macvlan and ipvlan are modules that the guest does not carry.
      assert.deepEqual([...missing].map(each => each[1]).sort(), [
        'SELinux',
        'core scheduling',
        'ipvlan interfaces',
        'limits of cgroup v1',
        'macvlan interfaces',
      ]);
    },
  },
];

/** Kernels that cannot map ids on a tmpfs: what has to be mapped there is refused. */
const [major, minor] = release().split('.').map(Number);
const refusals: Check[] = [
  {
    name: 'a volume on a tmpfs is refused with a way out',
    run() {
      const { code, stderr } = onTmpfs.run('up');
      onTmpfs.must('down');
      assert.equal(code, 3, stderr);
      assert.match(
        stderr,
        /cannot open the volume \/run\/shared.*mount_setattr: EINVAL.*on a tmpfs it needs Linux 6\.3/s,
      );
    },
  },
];
export const oldKernelChecks = major! < 6 || (major === 6 && minor! < 3) ? refusals : [];

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
