/** Every limit is in the kernel at creation, is missed when somebody changes it, and is changed without a restart. */
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readHostDevice } from '../../src/cgroup/host-device.js';
import { parseCgroupMounts } from '../../src/cgroup/mounts.js';
import { beforeAll, Host, isRoot } from './harness.js';

const mi = 1 << 20;
/** A disk that is there on every Linux host that has the loop driver. */
const disk = '/dev/loop0';

const spec = (limits: string, cgroup = 'memory.swappiness: 10') => `
containers:
  box:
    rootfs: host
    command: [sleep, infinity]
    limits: {${limits}}
    cgroup: {${cgroup}}
`;
const all = (memory = '64M', swap = '16M', extra = '') =>
  `memory: ${memory}, swap: ${swap}, memory_low: 8M, pids: 50, cpus: 0.333333, cpu_weight: 200, cpuset: "0", ` +
  `io_weight: 505, io: {${disk}: {rbps: 5M, wiops: 77}}${extra}`;

interface Change {
  path: string;
  from: unknown;
  to: unknown;
}

const mounts = parseCgroupMounts(readFileSync('/proc/self/mountinfo', 'utf8'));

if (!isRoot() || !mounts.controllers.has('memory')) {
  console.log('skipped: these limits need root and cgroup v1');
} else {
  const { major, minor } = readHostDevice(disk);
  let host: Host;
  let args: string[];
  let pid: number;
  const file = (name: string) => host.cgroup(name.split('.')[0]!, 'box', name);
  const text = (name: string) =>
    name.startsWith('../')
      ? readFileSync(file(name.slice(3)).replace('/box/', '/'), 'utf8').trim()
      : readFileSync(file(name), 'utf8').trim();
  const changes = async (): Promise<Change[]> => {
    const { stdout, stderr } = await host.compose(...args, 'plan', '--format', 'json');
    assert.ok(stdout.startsWith('{'), stderr);
    const { operations } = JSON.parse(stdout) as { operations: { attributes: Change[] }[] };
    return operations.flatMap(each => each.attributes).map(({ path, from, to }) => ({ path, from, to }));
  };
  const change = async (limits: string, cgroup?: string) => {
    args = host.spec(spec(limits, cgroup));
    const result = await host.must(...args, 'up');
    assert.equal(await changes(), [], result.stdout);
  };

  beforeAll(test, async () => {
    host = await Host.make();
    args = host.spec(spec(all()));
    await host.must(...args, 'up');
    pid = await host.pid(args, 'box');
  });
  test.after(() => host.destroy());

  test('a new container has every limit, in the words of cgroup v1, and needs no change', async () => {
    const expected: Record<string, string> = {
      'memory.limit_in_bytes': String(64 * mi),
      'memory.memsw.limit_in_bytes': String(80 * mi),
      'memory.soft_limit_in_bytes': String(8 * mi),
      'memory.swappiness': '10',
      'pids.max': '50',
      'cpu.cfs_quota_us': '33333',
      'cpu.shares': '2048',
      'cpuset.cpus': '0',
      'blkio.bfq.weight': '137',
      'blkio.throttle.read_bps_device': `${major}:${minor} ${5 * mi}`,
      'blkio.throttle.write_iops_device': `${major}:${minor} 77`,
    };
    assert.equal(Object.fromEntries(Object.keys(expected).map(name => [name, text(name)])), expected);
    assert.equal(await changes(), []);
  });

  test('what is changed by hand is named with both values, and repaired', async () => {
    writeFileSync(file('memory.memsw.limit_in_bytes'), String(200 * mi));
    writeFileSync(file('memory.limit_in_bytes'), String(100 * mi));
    writeFileSync(file('memory.soft_limit_in_bytes'), '-1');
    writeFileSync(file('memory.swappiness'), '33');
    writeFileSync(file('pids.max'), 'max');
    writeFileSync(file('cpu.shares'), '1024');
    writeFileSync(file('blkio.bfq.weight'), '100');
    writeFileSync(file('blkio.throttle.read_bps_device'), `${major}:${minor} 0`);
    writeFileSync(file('blkio.throttle.read_iops_device'), `${major}:${minor} 9`);
    const limits = 'containers.box.limits';
    const found = (await changes()).sort((left, right) => (left.path < right.path ? -1 : 1));
    assert.equal(found, [
      { path: 'containers.box.cgroup.memory.swappiness', from: '33', to: '10' },
      { path: `${limits}.cpu_weight`, from: 100, to: 200 },
      { path: `${limits}.io.${disk}.rbps`, from: null, to: 5 * mi },
      { path: `${limits}.io.${disk}.riops`, from: 9, to: null },
      { path: `${limits}.io_weight`, from: 100, to: 505 },
      { path: `${limits}.memory`, from: 100 * mi, to: 64 * mi },
      { path: `${limits}.memory_low`, from: 0, to: 8 * mi },
      { path: `${limits}.pids`, from: null, to: 50 },
      { path: `${limits}.swap`, from: 100 * mi, to: 16 * mi },
    ]);
    await host.must(...args, 'up');
    assert.equal(await changes(), []);
    assert.is(text('memory.memsw.limit_in_bytes'), String(80 * mi));
    assert.is(text('blkio.throttle.read_iops_device'), '');
  });

  test('memory rises and falls with swap on top of it, in the order that the kernel takes', async () => {
    for (const [memory, swap, both] of [
      ['256M', '16M', 272],
      ['32M', '16M', 48],
      ['48M', '0', 48],
      ['40M', '0', 40],
      ['64M', '64M', 128],
    ] as const) {
      await change(all(memory, swap));
      assert.is(text('memory.limit_in_bytes'), String(Number(memory.slice(0, -1)) * mi));
      assert.is(text('memory.memsw.limit_in_bytes'), String(both * mi));
    }
  });

  test('a limit that the spec does not name any more goes, also one that came later', async () => {
    await change(all('64M', '16M', ', io: {}').replace(/, io: \{\/.*?\}\}/, ''));
    assert.is(text('blkio.throttle.read_bps_device'), '');
    await change(`memory: 64M, cpuset: "0"`);
    assert.is(text('memory.memsw.limit_in_bytes'), '9223372036854771712');
    assert.is(text('memory.soft_limit_in_bytes'), '9223372036854771712');
    assert.is(text('cpu.shares'), '1024');
    assert.is(text('cpu.cfs_quota_us'), '-1');
    await change('pids: 50');
    assert.is(text('memory.limit_in_bytes'), '9223372036854771712');
    assert.is(text('cpuset.cpus'), readFileSync('/sys/fs/cgroup/cpuset/cpuset.cpus', 'utf8').trim());
    assert.is(await host.pid(args, 'box'), pid, 'none of all this took a restart');
  });

  test('a raw file that goes takes a restart, because only a new cgroup has its default', async () => {
    args = host.spec(spec('pids: 50', ''));
    const { stdout } = await host.compose(...args, 'plan');
    assert.match(stdout, /memory\.swappiness/);
    await host.must(...args, 'up');
    const next = await host.pid(args, 'box');
    assert.is.not(next, pid);
    assert.equal(await changes(), []);
  });

  const refusals: [what: string, limits: string, cgroup: string, told: RegExp[]][] = [
    ['memory_high', 'memory_high: 32M', '', [/memory_high is not available/, /ENOENT/, /cgroup v2/]],
    ['swap without memory', 'swap: 1M', '', [/swap cannot be limited alone/, /EINVAL/, /limits\.memory/]],
    [
      'a device that is not there',
      'io: {/dev/nothing: {rbps: 1M}}',
      '',
      [/no device \/dev\/nothing/, /ENOENT/],
    ],
    ['a device that is no disk', 'io: {/dev/null: {rbps: 1M}}', '', [/no block device/, /ENOTBLK/]],
    [
      'processors that the host has not',
      'cpuset: "4000"',
      '',
      [/4000/, /EINVAL|ERANGE|EACCES|ENOSPC/, /processors/],
    ],
    ['a raw file of v2', '', 'memory.oom.group: 1', [/no file for the limit memory\.oom\.group/, /ENOENT/]],
    [
      'a raw file whose controller is missing',
      '',
      'misc.max: 1',
      [/misc controller not available/, /ENOENT/],
    ],
    ['a raw value that the kernel does not take', '', 'memory.swappiness: 999', [/999/, /EINVAL/]],
    [
      'a raw value that the kernel spells otherwise',
      '',
      'cpu.shares: 0x100',
      [/it became 256/, /ERANGE/, /prints/],
    ],
  ];
  for (const [what, limits, cgroup, told] of refusals) {
    test(`${what}: one sentence with the line, the errno and a remedy, and nothing is left`, async () => {
      const other = host.spec(spec(limits, cgroup).replaceAll('box', 'other'), 'q');
      const { code, stderr, stdout } = await host.compose(...other, 'up');
      assert.is.not(code, 0);
      for (const each of told) assert.match(stderr + stdout, each);
      assert.match(stderr, limits ? /lxc-compose\.yaml:7/ : /lxc-compose\.yaml:8/);
      assert.is((await host.ps(...other)).get('other')?.pid ?? null, null);
      await host.compose(...other, 'down');
    });
  }

  test('nothing is left behind', async () => {
    await host.must(...args, 'down', '--timeout', '0');
    assert.equal(await host.leaks(), []);
  });

  test('what only cgroup v1 has is set, missed and taken back to what the parent has', async () => {
    await change('memory: 64M, cpuset: "0"', '');
    const usual = text('../memory.swappiness');
    await change('memory: 64M, swappiness: 20, oom_kill_disable: true, cpuset: "0"', '');
    assert.is(text('memory.swappiness'), '20');
    assert.match(text('memory.oom_control'), /^oom_kill_disable 1$/m);
    writeFileSync(file('memory.swappiness'), '30');
    writeFileSync(file('memory.oom_control'), '0');
    assert.equal(await changes(), [
      { path: 'containers.box.limits.oom_kill_disable', from: null, to: true },
      { path: 'containers.box.limits.swappiness', from: 30, to: 20 },
    ]);
    await change('memory: 64M, cpuset: "0"', '');
    assert.is(text('memory.swappiness'), usual);
    assert.match(text('memory.oom_control'), /^oom_kill_disable 0$/m);
  });

  test('a raw file of cgroup v2 becomes that of cgroup v1, and the plan says so', async () => {
    await change('memory: 64M, cpuset: "0"', 'cpu.weight: 50');
    assert.is(text('cpu.shares'), '512');
    const { stdout, stderr } = await host.compose(...args, 'plan');
    assert.match(stdout + stderr, /cpu\.weight: this host has cpu\.shares in its place: 50 becomes 512/);
    writeFileSync(file('cpu.shares'), '1024');
    assert.equal(await changes(), [{ path: 'containers.box.cgroup.cpu.weight', from: '100', to: '50' }]);
    await host.must(...args, 'up');
    assert.is(text('cpu.shares'), '512');
  });
}
test.run();
