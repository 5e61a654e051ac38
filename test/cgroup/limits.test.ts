import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseCgroupMounts } from '../../src/cgroup/mounts.js';
import { openCgroups } from '../../src/cgroup/open.js';

const place = mkdtempSync(join(tmpdir(), 'lxc-compose-cgroup-'));
test.after(() => rmSync(place, { recursive: true }));
const hybrid = `31 30 0:27 / ${place}/cpu rw - cgroup cgroup rw,cpu
32 30 0:28 / ${place}/memory rw - cgroup cgroup rw,memory
33 30 0:29 / ${place}/unified rw - cgroup2 cgroup2 rw`;

test('the layout follows from what is mounted', () => {
  assert.is(parseCgroupMounts(hybrid).layout, 'hybrid');
  assert.is(parseCgroupMounts('1 0 0:1 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw').layout, 'v2');
  assert.is(parseCgroupMounts(hybrid.split('\n').slice(0, 2).join('\n')).layout, 'v1');
});

test('a launch on a hybrid host makes only the directories that its limits need, and one to kill by', () => {
  const cgroups = openCgroups(parseCgroupMounts(hybrid));
  const launch = cgroups.launch('lab', 'web', {
    limits: { memory: 64 << 20, cpus: 0.5 },
    raw: {},
    devices: null,
  });
  assert.equal(launch.taskFiles, [
    `${place}/memory/lxc-compose/lab/web/tasks`,
    `${place}/cpu/lxc-compose/lab/web/tasks`,
  ]);
  assert.is(launch.unified, `${place}/unified/lxc-compose/lab/web`);
  assert.equal(
    launch.writes.map(each => [each.path.split('/').at(-1), each.value]),
    [
      ['memory.limit_in_bytes', '67108864'],
      ['cpu.cfs_quota_us', '50000'],
    ],
  );
});

test('a limit whose controller is not mounted is refused by name', () => {
  const cgroups = openCgroups(parseCgroupMounts(hybrid));
  assert.throws(
    () => cgroups.launch('lab', 'web', { limits: { pids: 5 }, raw: {}, devices: null }),
    /pids controller not available/,
  );
});

test('devices are restricted by a program where no controller is mounted, and never left unrestricted', () => {
  const devices = [{ type: 'c' as const, major: 1, minor: 3, access: 'rwm' }];
  const launchWith = (text: string) =>
    openCgroups(parseCgroupMounts(text)).launch('lab', 'web', { limits: {}, raw: {}, devices });
  assert.equal(launchWith(hybrid).deviceRules, devices);
  assert.throws(
    () => launchWith(hybrid.split('\n').slice(0, 2).join('\n')),
    /nothing on this host can restrict devices/,
  );
});

test('a v2 limit is written, read back and named when it did not take', () => {
  const root = mkdtempSync(join(tmpdir(), 'lxc-compose-cgroup-'));
  try {
    const own = `${root}/lxc-compose/lab/web`;
    mkdirSync(own, { recursive: true });
    writeFileSync(`${own}/memory.max`, 'max');
    const cgroups = openCgroups({ layout: 'v2', controllers: new Map(), unified: root });
    cgroups.write('lab', 'web', 'memory', 64 << 20);
    assert.is(readFileSync(`${own}/memory.max`, 'utf8'), '67108864');
    assert.equal(cgroups.read('lab', [{ name: 'web', keys: ['memory'] }]).get('web'), { memory: 64 << 20 });
    assert.throws(() => cgroups.write('lab', 'web', 'pids', 5), /ENOENT|pids/);
  } finally {
    rmSync(root, { recursive: true });
  }
});

test.run();
