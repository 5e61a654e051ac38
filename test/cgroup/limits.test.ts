import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { canonicalList } from '../../src/cgroup/cpuset.js';
import { bfqOfWeight, weightOfBfq } from '../../src/cgroup/limit-file.js';
import { LimitProblem } from '../../src/cgroup/limit-problem.js';
import { parseCgroupMounts } from '../../src/cgroup/mounts.js';
import { openCgroups } from '../../src/cgroup/open.js';
import type { Attributes } from '../../src/model/resource.js';

const place = mkdtempSync(join(tmpdir(), 'lxc-compose-cgroup-'));
for (const file of ['memory/lxc-compose/lab/memory.limit_in_bytes', 'cpu/lxc-compose/lab/cpu.cfs_quota_us']) {
  mkdirSync(join(place, dirname(file)), { recursive: true });
  writeFileSync(join(place, file), '');
}
test.after(() => rmSync(place, { recursive: true }));
const hybrid = `31 30 0:27 / ${place}/cpu rw - cgroup cgroup rw,cpu
32 30 0:28 / ${place}/memory rw - cgroup cgroup rw,memory
33 30 0:29 / ${place}/unified rw - cgroup2 cgroup2 rw`;

test('the layout follows from what is mounted', () => {
  assert.is(parseCgroupMounts(hybrid).layout, 'hybrid');
  assert.is(parseCgroupMounts('1 0 0:1 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw').layout, 'v2');
  assert.is(parseCgroupMounts(hybrid.split('\n').slice(0, 2).join('\n')).layout, 'v1');
});

test('a launch on a hybrid host makes the directories that count or that its limits need, and one to kill by', () => {
  const cgroups = openCgroups(parseCgroupMounts(hybrid));
  const launch = cgroups.launch('lab', 'web', {
    limits: { memory: 64 << 20, cpus: 0.5 },
    raw: {},
    devices: null,
  });
  assert.equal(launch.taskFiles, [
    `${place}/cpu/lxc-compose/lab/web/tasks`,
    `${place}/memory/lxc-compose/lab/web/tasks`,
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

/** What a container's directory of cgroup v2 looks like; the parents' files too, without a kernel behind them. */
function fakeV2(controllers: string, files: Record<string, string>) {
  const root = mkdtempSync(join(tmpdir(), 'lxc-compose-cgroup-'));
  const own = `${root}/lxc-compose/lab/web`;
  mkdirSync(own, { recursive: true });
  writeFileSync(`${root}/cgroup.controllers`, controllers);
  writeFileSync(`${root}/lxc-compose/lab/cgroup.subtree_control`, controllers);
  for (const [name, text] of Object.entries(files)) {
    for (const directory of [own, `${root}/lxc-compose/lab`]) writeFileSync(`${directory}/${name}`, text);
  }
  const cgroups = openCgroups({ layout: 'v2', controllers: new Map(), unified: root });
  return {
    cgroups,
    text: (name: string) => readFileSync(`${own}/${name}`, 'utf8'),
    put: (name: string, text: string) => writeFileSync(`${own}/${name}`, text),
    read: (wanted: Attributes, before: string[] = []) =>
      cgroups.read('lab', [{ name: 'web', wanted, before }]).get('web'),
    remove: () => rmSync(root, { recursive: true }),
  };
}

test('a v2 limit is written, read back and named when it did not take', () => {
  const v2 = fakeV2('memory', { 'memory.max': 'max' });
  try {
    v2.cgroups.write('lab', 'web', { memory: 64 << 20 }, { memory: 64 << 20 });
    assert.is(v2.text('memory.max'), '67108864');
    assert.equal(v2.read({ memory: 64 << 20 }), { memory: 64 << 20 });
    assert.throws(() => v2.cgroups.write('lab', 'web', { memory_high: 5 }, {}), /memory_high/);
    assert.throws(() => v2.cgroups.write('lab', 'web', { pids: 5 }, {}), /pids controller not available/);
  } finally {
    v2.remove();
  }
});

test('what the kernel rounds or spells in its own way is no drift, another value is', () => {
  const v2 = fakeV2('memory cpu cpuset', {
    'memory.max': '1044480',
    'cpu.max': '33333 100000',
    'cpuset.cpus': '0-1,3',
    'memory.oom.group': '1',
  });
  try {
    const wanted = { memory: 1_048_000, cpus: 0.333333, cpuset: '3,0,1', 'memory.oom.group': '1' };
    assert.equal(v2.read(wanted), wanted);
    v2.put('memory.max', '1040384');
    v2.put('cpuset.cpus', '0-3');
    v2.put('memory.oom.group', '0');
    assert.equal(v2.read(wanted), {
      memory: 1_040_384,
      cpus: 0.333333,
      cpuset: '0-3',
      'memory.oom.group': '0',
    });
  } finally {
    v2.remove();
  }
});

test('a limit that nobody asked for is seen where the controller is in use, but not what a raw file sets', () => {
  const v2 = fakeV2('memory cpu', { 'memory.max': '4096', 'memory.high': 'max', 'cpu.weight': '50' });
  try {
    assert.equal(v2.read({}), { memory: 4096, cpu_weight: 50 });
    assert.equal(v2.read({ 'cpu.weight': '50' }), { memory: 4096, 'cpu.weight': '50' });
  } finally {
    v2.remove();
  }
});

test('the rates of a device are one line of io.max, those that are not named have no limit', () => {
  const v2 = fakeV2('io', {
    'io.max': '7:0 rbps=1048576 wbps=max riops=max wiops=9\n7:1 rbps=5 wbps=max riops=max wiops=max\n',
  });
  try {
    const wanted = { 'io./dev/loop0.rbps': 1 << 20, 'io./dev/loop0.wbps': 500 };
    assert.equal(v2.read(wanted), {
      'io./dev/loop0.rbps': 1 << 20,
      'io./dev/loop0.wbps': null,
      'io./dev/loop0.wiops': 9,
      'io./dev/loop1.rbps': 5,
    });
    const change = v2.cgroups.describe('lab', 'web', 'io./dev/loop0.wbps', 500, wanted);
    assert.is(change[0]!.value, '7:0 rbps=1048576 wbps=500 riops=max wiops=max');
    const { writes } = v2.cgroups.launch('lab', 'web', {
      limits: { io: { '/dev/loop0': { rbps: 1 << 20, wbps: 500 } } },
      raw: {},
      devices: null,
    });
    assert.is(writes.length, 1, 'one write a device');
  } finally {
    v2.remove();
  }
});

test('a file that the kernel has not is refused with its key', () => {
  const v2 = fakeV2('memory', { 'memory.max': 'max' });
  try {
    const launch = () => v2.cgroups.launch('lab', 'web', { limits: { swap: 0 }, raw: {}, devices: null });
    assert.throws(launch, (error: unknown) => error instanceof LimitProblem && error.key === 'swap');
  } finally {
    v2.remove();
  }
});

test('a raw file of cgroup v1 is written, read and missed as the one that cgroup v2 has', () => {
  const v2 = fakeV2('cpu memory', { 'cpu.weight': '50', 'memory.max': 'max' });
  try {
    const wanted = { 'cpu.shares': '512', 'memory.limit_in_bytes': '64M' };
    const write = v2.cgroups.describe('lab', 'web', 'cpu.shares', '512', wanted)[0]!;
    assert.match(write.path, /\/cpu\.weight$/);
    assert.is(write.value, '50');
    assert.equal(v2.read(wanted), { 'cpu.shares': '512', 'memory.limit_in_bytes': '-1' });
    v2.cgroups.write('lab', 'web', { 'memory.limit_in_bytes': '64M' }, wanted);
    assert.is(v2.text('memory.max'), '67108864');
    assert.equal(v2.read(wanted), wanted);
    v2.put('cpu.weight', '100');
    assert.is(v2.read(wanted)!['cpu.shares'], '1024');
  } finally {
    v2.remove();
  }
});

test('what only one generation has is not translated', () => {
  const v2 = fakeV2('cpu memory', {});
  try {
    assert.match(
      v2.cgroups.describe('lab', 'web', 'memory.oom_control', '1')[0]!.path,
      /memory\.oom_control$/,
    );
    assert.throws(() => v2.cgroups.check('lab', 'web', { swappiness: 5 }), /swappiness is not available/);
  } finally {
    v2.remove();
  }
});

test('processors are listed as the kernel does it', () => {
  assert.is(canonicalList('3,0,1'), '0-1,3');
  assert.is(canonicalList('4-6,5-9,1'), '1,4-9');
});

test('weights of BFQ keep the default and the ends', () => {
  for (const [weight, bfq] of [
    [1, 1],
    [100, 100],
    [10_000, 1000],
  ] as const) {
    assert.is(bfqOfWeight(weight), bfq);
    assert.is(weightOfBfq(bfq), weight);
  }
});

test.run();
