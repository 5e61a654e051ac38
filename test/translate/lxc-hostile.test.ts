/** Configurations as they are found: what LXC takes back, takes apart or passes over, and values that no spec can have. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isHarmless } from '../../src/model/lxc-raw.js';
import type { Project } from '../../src/model/project.js';
import { load } from '../../src/spec/load.js';
import { formatYaml } from '../../src/spec/print/yaml.js';
import { joinArguments, splitArguments } from '../../src/translate/lxc/command-line.js';
import { exportLxc } from '../../src/translate/lxc/export.js';
import { importLxc } from '../../src/translate/lxc/import.js';

const test = suite('hostile LXC');

function imported(text: string, files: Record<string, string> = {}) {
  const { spec, remarks } = importLxc({
    file: '/var/lib/lxc/web/config',
    text,
    readFile: path => files[path] ?? null,
    listFiles: directory => Object.keys(files).filter(each => each.startsWith(`${directory}/`)),
  });
  const [container] = Object.values(spec['containers'] as Record<string, Record<string, unknown>>);
  return {
    yaml: formatYaml(spec),
    spec,
    container: container!,
    raw: (container!['lxc_raw'] ?? {}) as Record<string, string | string[]>,
    remarks: remarks.map(each => `${each.range!.line}: ${each.message}`),
  };
}

async function projectOf(yaml: string): Promise<Project> {
  const result = await load({
    files: ['-'],
    standardInput: yaml,
    projectName: 'lab',
    profiles: [],
    envFiles: [],
    environment: {},
    workingDirectory: '/srv/lab',
  });
  if (!result.ok) throw new Error(`${result.diagnostics.map(each => each.message).join('\n')}\n${yaml}`);
  return result.project;
}

async function exported(yaml: string) {
  const project = await projectOf(yaml);
  return exportLxc(project.containers[0]!, project, () => false);
}

async function comesBack(text: string): Promise<void> {
  const { yaml } = imported(text);
  assert.is(imported((await exported(yaml)).text).yaml, yaml, text);
}

/** What the spec has no value for, though LXC takes the line: it must stay, and the spec must load. */
const unfit = [
  'lxc.sysctl.kernel.core_pattern = x',
  'lxc.sysctl.net.ipv4.conf.eth0/5.forwarding = 1',
  'lxc.prlimit.foo = 1',
  'lxc.prlimit.nofile = 18446744073709551615',
  'lxc.prlimit.nofile = 9:8',
  'lxc.proc.oom_score_adj = 5000',
  'lxc.environment = A B=c',
  'lxc.init.uid = 4294967295',
  'lxc.init.cmd = "/bin/sh',
  'lxc.uts.name = a b!',
  'lxc.idmap = u 0 0 65536\nlxc.idmap = g 0 0 65536',
  'lxc.seccomp.profile = /no/such',
  'lxc.rootfs.path = loop:/srv/x.img',
  'lxc.rootfs.path = /dev/vg/root',
  'lxc.rootfs.path = overlay:/a:/b:/c',
  'lxc.cgroup2.cpu.weight = 20000',
  'lxc.cgroup2.cpu.max = 10 100000',
  'lxc.cgroup2.memory.max = 100K',
  'lxc.cgroup2.memory.max = max',
  'lxc.cgroup2.pids.max = 0',
  'lxc.cgroup2.cpuset.cpus = 3-1',
  'lxc.cgroup.memory.swappiness = 201',
  'lxc.cgroup.freezer.state = FROZEN',
  'lxc.cgroup.cpu.cfs_quota_us = 5000\nlxc.cgroup.cpu.cfs_period_us = 10000',
  'lxc.cgroup.cpu.cfs_quota_us = 50000\nlxc.cgroup2.cpu.max = max 100000',
  'lxc.cgroup2.devices.allow = a',
  'lxc.mount.entry = proc\tproc\tproc\tnodev,noexec 0 0',
  'lxc.mount.entry = / host none rbind 0 0',
  'lxc.mount.entry = /var/lib srv none bind 0 0',
  'lxc.mount.entry = /dev/net/tun dev/net/tun none bind,create=file 0 0',
  'lxc.mount.entry = /dev/null proc/kcore none bind,relative 0 0',
  'lxc.mount.entry = /srv/a d none bind 0 0\nlxc.mount.entry = /srv/b d none bind 0 0',
  'lxc.include = /no/such.conf',
  'lxc.net.0.type = veth\nlxc.net.0.link = br0\nlxc.net.0.hwaddr = 01:00:00:00:00:01',
  'lxc.net.0.type = veth\nlxc.net.0.link = br0\nlxc.net.0.name = averyveryverylongname',
  'lxc.net.0.type = veth\nlxc.net.0.link = br0\nlxc.net.0.mtu = 1',
  'lxc.net.0.type = veth\nlxc.net.0.link = br0\nlxc.net.0.ipv4.gateway = auto',
  'lxc.net.0.type = empty\nlxc.net.0.script.up = /x',
  'lxc.net.0.script.up = /x',
];
for (const lines of unfit) {
  test(`${lines.replaceAll('\n', '; ')} gives a spec that loads`, async () => {
    const { raw, container, remarks } = imported(lines);
    const isKept = Object.keys(raw).length > 0 || container['cgroup'] !== undefined;
    assert.ok(isKept || remarks.some(each => each.includes('does not count')), JSON.stringify(container));
    await comesBack(lines);
  });
}

test('any of them together do so as well', async () => {
  const whole = fc.uniqueArray(fc.constantFrom(...unfit.filter(each => !each.includes('lxc.net.'))), {
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(whole, lines => comesBack(lines.join('\n'))),
    { numRuns: 150, seed: 20261124 },
  );
});

test('empty values take back what LXC takes back', () => {
  const { container, raw, spec } = imported(
    [
      'lxc.net.0.type = veth\nlxc.net.0.link = br0\nlxc.net =',
      'lxc.hook.start = /x\nlxc.hook.pre-start = /y\nlxc.hook =',
      'lxc.cgroup.cpu.shares = 5\nlxc.cgroup.relative = 1\nlxc.cgroup =',
      'lxc.prlimit.nofile = 5\nlxc.prlimit =\nlxc.sysctl.net.a.b = 1\nlxc.sysctl =',
      'lxc.net.5.type = veth\nlxc.net.5.link = br1',
      'lxc.net.6.type = veth\nlxc.net.6.link = br2\nlxc.net.6.type =',
    ].join('\n'),
  );
  assert.equal(spec['networks'], { br1: { external: true } });
  assert.equal(container['networks'], { br1: { interface: 'eth0', gateway: 'none', flags: 'none' } });
  assert.equal(Object.keys(raw), ['lxc.cgroup.relative']);
  assert.equal(container['limits'], { pids: 'max' });
  assert.not.ok('ulimits' in container || 'sysctls' in container);
});

test('the last gateway counts, and `none` takes capabilities back that were kept before it', () => {
  const { container } = imported(
    'lxc.net.0.type = veth\nlxc.net.0.link = br0\nlxc.net.0.flags = up\nlxc.net.0.ipv4.gateway = 10.0.0.1\nlxc.net.0.ipv4.gateway = 10.0.0.9\nlxc.cap.keep = chown none net_raw\n',
  );
  assert.equal((container['networks'] as { br0: { gateway: string[] } }).br0.gateway, ['10.0.0.9']);
  assert.equal(container['cap_keep'], ['net_raw']);
});

test('an init of the host is never started a second time, and that is said', () => {
  for (const text of ['lxc.init.cmd = /sbin/init\n', 'lxc.arch = x86_64\n', 'lxc.rootfs.path = /\n']) {
    const { container, remarks } = imported(text);
    assert.equal([container['init'], container['command']], [true, ['sleep', 'infinity']]);
    assert.ok(remarks.some(each => /holds still/.test(each)));
  }
  assert.equal(imported('lxc.init.cmd = /usr/sbin/sshd -D\n').container['init'], ['/usr/sbin/sshd', '-D']);
});

test('an overlay becomes one, and what cannot be a root directory is not taken for the host', () => {
  const { container, remarks } = imported('lxc.rootfs.path = overlayfs:/srv/a:/srv/b\n');
  assert.equal([container['rootfs'], container['overlay']], [{ path: '/srv/a' }, true]);
  assert.ok(remarks.some(each => /layer of its own/.test(each)));
  assert.equal(imported('lxc.rootfs.path = loop:/srv/x\n').container['rootfs'], { path: './rootfs' });
  assert.is(imported('lxc.rootfs.path = loop:/srv/x\nlxc.idmap = u 5 6 7\n').container['idmap'], 'auto');
});

test('targets of mounts are inside of the root, and fstab comes first', () => {
  const { container, remarks } = imported(
    [
      'lxc.rootfs.path = /srv/tree',
      'lxc.mount.entry = /lib /srv/tree/lib none ro,bind 0 0',
      'lxc.mount.entry = /opt /elsewhere none bind 0 0',
      'lxc.mount.entry = /srv/data data none rbind,optional 0 0',
      'lxc.mount.fstab = /etc/fstab.web',
    ].join('\n'),
    { '/etc/fstab.web': '# one\n/srv/first\tfirst\tnone\tbind\t0 0\n' },
  );
  const volumes = container['volumes'] as { source: string; target: string }[];
  assert.equal(
    volumes.map(each => `${each.source} ${each.target}`),
    ['/srv/first /first', '/lib /lib', '/srv/data /data'],
  );
  assert.ok(remarks.some(each => /^3: LXC passes over a mount at \/elsewhere/.test(each)));
  assert.ok(remarks.some(each => /^4: LXC goes on without \/srv\/data/.test(each)));
});

test('an argument is taken apart as LXC does it', () => {
  const rows: [string, string[] | undefined][] = [
    ['one two "three four"', ['one', 'two', 'three four']],
    ['a\\ b', ['a\\', 'b']],
    ['a"b c"d', ['a"b', 'c"d']],
    ['"a"b', ['a', 'b']],
    ['"" \'x\'', ['', 'x']],
    ['"open', undefined],
  ];
  for (const [line, words] of rows) assert.equal(splitArguments(line), words, line);
  fc.assert(
    fc.property(fc.array(fc.string()), words => {
      const line = joinArguments(words);
      if (line !== undefined) assert.equal(splitArguments(line), words);
      else assert.ok(words.some(each => /[\0\n\r]/.test(each) || (each.includes('"') && each.includes("'"))));
    }),
  );
});

test('no text of a spec adds a line or loses its marks on the way to LXC and back', async () => {
  const text = fc.string({
    unit: fc.constantFrom('a', ' ', '"', "'", '\\', '#', '=', '\n', '\t', '$'),
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 3 }), text, async (command, value) => {
      const words = ['/bin/x', ...command];
      const plain = (each: string) => each.replaceAll('$', '$$$$');
      const { text: configuration, losses } = await exported(
        formatYaml({
          containers: {
            web: { rootfs: '/srv/tree', init: words.map(plain), environment: { A: plain(value) } },
          },
        }),
      );
      const lines = configuration.split('\n').filter(each => each !== '' && !each.startsWith('#'));
      assert.ok(lines.every(each => each.startsWith('lxc.')));
      const again = imported(configuration).container;
      const lost = (path: string) => losses.some(each => each.path === `containers.web.${path}`);
      if (!lost('command')) assert.equal(again['init'], words.map(plain), configuration);
      if (!lost('environment.A')) assert.equal(again['environment'], { A: plain(value) }, configuration);
    }),
    { numRuns: 300, seed: 7 },
  );
});

test('the devices that every container has need no line, and others are not done without', () => {
  const { raw } = imported(
    'lxc.cgroup2.devices.deny = a\nlxc.cgroup2.devices.allow = c 1:3 rwm\nlxc.cgroup2.devices.allow = c 10:200 rwm\n',
  );
  assert.equal(raw, { 'lxc.cgroup2.devices.allow': 'c 10:200 rwm' });
  assert.not.ok(isHarmless('lxc.cgroup2.devices.allow', ['c 10:200 rwm']));
  assert.not.ok(isHarmless('lxc.cgroup2.devices.allow', ['a']));
  assert.not.ok(isHarmless('lxc.mount.auto', ['proc:mixed sys:mixed', 'proc:rw']));
  assert.not.ok(isHarmless('lxc.mount.entry', ['/srv/data data none bind,optional 0 0']));
  // LXC's own common.conf asks for nothing that is missed.
  assert.ok(isHarmless('lxc.cgroup2.devices.allow', ['c *:* m', 'b *:* m', 'c 5:1 rwm', 'c 10:229 rwm']));
  assert.ok(isHarmless('lxc.mount.auto', ['cgroup:mixed proc:mixed sys:mixed']));
  assert.ok(
    isHarmless('lxc.mount.entry', [
      '/sys/fs/fuse/connections sys/fs/fuse/connections none bind,optional 0 0',
    ]),
  );
});

test.run();
