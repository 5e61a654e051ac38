/** LXC's configurations, both generations: what they become, and that they come back. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { load } from '../../src/spec/load.js';
import { formatYaml } from '../../src/spec/print/yaml.js';
import { exportLxc } from '../../src/translate/lxc/export.js';
import { importLxc } from '../../src/translate/lxc/import.js';

const test = suite('LXC');

interface Imported {
  spec: { networks?: Record<string, unknown>; containers: Record<string, Record<string, unknown>> };
  container: Record<string, unknown>;
  raw: Record<string, unknown>;
  yaml: string;
  remarks: string[];
}

function imported(
  text: string,
  file = '/var/lib/lxc/web/config',
  files: Record<string, string> = {},
): Imported {
  const { spec, remarks } = importLxc({
    file,
    text,
    readFile: path => files[path] ?? (existsSync(path) ? readFileSync(path, 'utf8') : null),
    listFiles: directory => Object.keys(files).filter(each => each.startsWith(`${directory}/`)),
  });
  const typed = spec as unknown as Imported['spec'];
  const [container] = Object.values(typed.containers);
  return {
    spec: typed,
    container: container!,
    raw: (container!['lxc_raw'] ?? {}) as Record<string, unknown>,
    yaml: formatYaml(spec),
    remarks: remarks.map(each => `${each.range!.line}: ${each.message}`),
  };
}

async function exported(yaml: string): Promise<string> {
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
  return exportLxc(result.project.containers[0]!, result.project, () => false).text;
}

async function comesBack(text: string, file?: string): Promise<void> {
  const first = imported(text, file);
  const configuration = await exported(first.yaml);
  assert.is(imported(configuration, file).yaml, first.yaml, configuration);
}

const examples = '/usr/share/doc/lxc/examples';
const own = new URL('../../fixtures/import/lxc/', import.meta.url).pathname;
const directory = existsSync(examples) ? examples : own;
const configurations = readdirSync(directory).filter(name => /^lxc-.*\.conf$/.test(name));
for (const name of configurations) {
  test(`${name} survives import, export and import`, async () => {
    await comesBack(readFileSync(`${directory}/${name}`, 'utf8'), `${directory}/${name}`);
  });
}

test('all seven of LXC’s examples are there', () => assert.is(configurations.length, 7));

const shared = '/usr/share/lxc/config';
for (const name of existsSync(shared) ? readdirSync(shared).filter(each => each.endsWith('.conf')) : []) {
  test(`${shared}/${name} survives import, export and import`, async () => {
    await comesBack(readFileSync(`${shared}/${name}`, 'utf8'), `${shared}/${name}`);
  });
}

test('a policy of system calls is no configuration, and the answer says where it belongs', () => {
  for (const text of ['1\nallowlist\n0\n1\n', '2\ndenylist\nmknod errno 0\n']) {
    assert.throws(
      () => imported(text),
      (error: { diagnostics: { hint?: string }[] }) => /seccomp: \.\/FILE/.test(error.diagnostics[0]!.hint!),
    );
  }
});

test('nothing that LXC shares or leaves open is implied', () => {
  const { container } = imported('lxc.uts.name = Web_1\n');
  assert.equal(container, {
    hostname: 'Web_1',
    rootfs: 'host',
    init: true,
    command: ['sleep', 'infinity'],
    no_new_privs: false,
    network_mode: 'none',
    limits: { pids: 'max' },
    idmap: 'none',
    cap_add: ['ALL'],
    seccomp: 'unconfined',
  });
});

test('old and new keys of an interface mean the same', () => {
  const old = imported(
    'lxc.utsname = a\nlxc.network.type = veth\nlxc.network.flags = up\nlxc.network.link = br0\nlxc.network.name = eth0\nlxc.network.ipv4 = 10.0.2.16/24\nlxc.network.hwaddr = 02:00:00:00:00:01\nlxc.network.type = veth\nlxc.network.flags = up\nlxc.network.link = br1\n',
  );
  const today = imported(
    'lxc.uts.name = a\nlxc.net.0.type = veth\nlxc.net.0.flags = up\nlxc.net.0.link = br0\nlxc.net.0.name = eth0\nlxc.net.0.ipv4.address = 10.0.2.16/24\nlxc.net.0.hwaddr = 02:00:00:00:00:01\nlxc.net.7.type = veth\nlxc.net.7.flags = up\nlxc.net.7.link = br1\n',
  );
  assert.is(old.yaml, today.yaml);
  assert.equal(old.container['networks'], {
    br0: { interface: 'eth0', addresses: ['10.0.2.16/24'], gateway: 'none', mac: '02:00:00:00:00:01' },
    br1: { interface: 'eth1', gateway: 'none' },
  });
  assert.equal(old.spec.networks, { br0: { external: true }, br1: { external: true } });
});

/** Lines, and what they become. */
const rows: [line: string, key: string, value: unknown][] = [
  ['lxc.rootfs.path = dir:/srv/tree', 'rootfs', { path: '/srv/tree' }],
  ['lxc.rootfs = /srv/tree\nlxc.rootfs.options = ro', 'rootfs', { path: '/srv/tree', ro: true }],
  ['lxc.rootfs = /srv/tree\nlxc.rootfs.backend = dir', 'rootfs', { path: '/srv/tree' }],
  ['lxc.rootfs.path = /srv/tree', 'init', ['/sbin/init']],
  ['lxc.init_cmd = "/bin/sh -c \'a b\'"', 'init', ['/bin/sh', '-c', 'a b']],
  ['lxc.execute.cmd = echo $HOME', 'command', ['echo', '$$HOME']],
  ['lxc.environment = A=$x=1', 'environment', { A: '$$x=1' }],
  ['lxc.init.uid = 33\nlxc.init.gid = 34', 'user', '33:34'],
  ['lxc.haltsignal = SIGRTMIN+4', 'stop_signal', 'SIGRTMIN+4'],
  ['lxc.limit.nofile = 1024:unlimited', 'ulimits', { nofile: { soft: 1024, hard: -1 } }],
  ['lxc.sysctl.net.core.somaxconn = 256', 'sysctls', { 'net.core.somaxconn': '256' }],
  ['lxc.proc.oom_score_adj = 10', 'oom_score_adj', 10],
  ['lxc.no_new_privs = 1', 'no_new_privs', true],
  ['lxc.network.type = none', 'network_mode', 'host'],
  ['lxc.network.type = empty', 'network_mode', 'none'],
  ['lxc.cgroup.cpu.shares = 512', 'limits', { cpu_weight: 20, pids: 'max' }],
  ['lxc.cgroup.memory.limit_in_bytes = 256M', 'limits', { memory: 268435456, pids: 'max' }],
  [
    'lxc.cgroup.memory.limit_in_bytes = 1G\nlxc.cgroup.memory.memsw.limit_in_bytes = 2G',
    'limits',
    { memory: 1073741824, swap: 1073741824, pids: 'max' },
  ],
  [
    'lxc.cgroup.cpu.cfs_quota_us = 50000\nlxc.cgroup.cpu.cfs_period_us = 100000',
    'limits',
    { cpus: 0.5, pids: 'max' },
  ],
  ['lxc.cgroup2.cpu.max = 150000 100000\nlxc.cgroup2.pids.max = 50', 'limits', { cpus: 1.5, pids: 50 }],
  ['lxc.cgroup2.memory.oom.group = 1', 'cgroup', { 'memory.oom.group': '1' }],
  ['lxc.id_map = u 0 100000 65536\nlxc.id_map = g 0 100000 65536', 'idmap', '0 100000 65536'],
  [
    'lxc.cap.drop = sys_module mac_admin\nlxc.cap.drop = SYS_TIME',
    'cap_drop',
    ['mac_admin', 'sys_module', 'sys_time'],
  ],
  ['lxc.cap.keep = chown net_raw', 'cap_keep', ['chown', 'net_raw']],
  ['lxc.cap.keep = none', 'cap_keep', []],
  ['lxc.cap.drop = mknod\nlxc.cap.drop =', 'cap_add', ['ALL']],
  [
    'lxc.mount.entry = /srv/data\\040x var/data none bind,ro,create=dir 0 0',
    'volumes',
    [
      {
        type: 'bind',
        source: '/srv/data x',
        target: '/var/data',
        read_only: true,
        bind: { recursive: false },
      },
    ],
  ],
  [
    'lxc.mount.entry = /srv/d d none rbind 0 0',
    'volumes',
    [{ type: 'bind', source: '/srv/d', target: '/d' }],
  ],
  ['lxc.mount.entry = tmpfs tmp tmpfs size=64m,mode=1777 0 0', 'tmpfs', ['/tmp:size=67108864,mode=1777']],
];
for (const [line, key, value] of rows) {
  test(line.replaceAll('\n', '; '), async () => {
    assert.equal(imported(line).container[key], value);
    await comesBack(line);
  });
}

/** Every key of LXC 6's parser and of the older ones, with a value that it takes. */
const keys: Record<string, string> = {
  'lxc.apparmor.profile': 'generated',
  'lxc.apparmor.allow_incomplete': '1',
  'lxc.apparmor.allow_nesting': '1',
  'lxc.apparmor.raw': 'mount,',
  'lxc.arch': 'x86_64',
  'lxc.autodev': '1',
  'lxc.autodev.tmpfs.size': '500000',
  'lxc.cap.drop': 'mknod',
  'lxc.cap.keep': 'mknod',
  'lxc.cgroup.cpuset.cpus': '0',
  'lxc.cgroup2.memory.high': '1M',
  'lxc.cgroup.dir': 'a',
  'lxc.cgroup.dir.container': 'a',
  'lxc.cgroup.dir.container.inner': 'a',
  'lxc.cgroup.dir.monitor': 'a',
  'lxc.cgroup.dir.monitor.pivot': 'a',
  'lxc.cgroup.relative': '1',
  'lxc.console.buffer.size': '4096',
  'lxc.console.logfile': '/var/log/x',
  'lxc.console.path': 'none',
  'lxc.console.rotate': '1',
  'lxc.console.size': '4096',
  'lxc.environment': 'BARE',
  'lxc.ephemeral': '1',
  'lxc.execute.cmd': 'true',
  'lxc.group': 'onboot',
  'lxc.hook.version': '1',
  'lxc.hook.pre-start': '/bin/true',
  'lxc.hook.pre-mount': '/bin/true',
  'lxc.hook.mount': '/bin/true',
  'lxc.hook.autodev': '/bin/true',
  'lxc.hook.start-host': '/bin/true',
  'lxc.hook.start': '/bin/true',
  'lxc.hook.stop': '/bin/true',
  'lxc.hook.post-stop': '/bin/true',
  'lxc.hook.clone': '/bin/true',
  'lxc.hook.destroy': '/bin/true',
  'lxc.idmap': 'u 0 100000 1',
  'lxc.init.cmd': '/sbin/serve',
  'lxc.init.cwd': '/srv',
  'lxc.init.gid': '1',
  'lxc.init.groups': '1 2',
  'lxc.init.uid': '1',
  'lxc.keyring.session': '0',
  'lxc.log.file': '/var/log/x',
  'lxc.log.level': 'DEBUG',
  'lxc.log.syslog': 'daemon',
  'lxc.monitor.signal.pdeath': 'SIGKILL',
  'lxc.monitor.unshare': '1',
  'lxc.mount.auto': 'proc:mixed',
  'lxc.mount.entry': '/sys/kernel/x x none bind,optional 0 0',
  'lxc.mount.fstab': '/no/such/fstab',
  'lxc.namespace.clone': 'net',
  'lxc.namespace.keep': 'net',
  'lxc.namespace.share.net': '1',
  'lxc.net.0.type': 'macvlan',
  'lxc.net.0.flags': 'up',
  'lxc.net.0.hwaddr': '02:00:00:00:00:01',
  'lxc.net.0.ipv4.address': '10.0.0.1/24',
  'lxc.net.0.ipv4.gateway': 'auto',
  'lxc.net.0.ipv6.address': '2001:db8::1/64',
  'lxc.net.0.ipv6.gateway': 'dev',
  'lxc.net.0.ipvlan.isolation': 'bridge',
  'lxc.net.0.ipvlan.mode': 'l3',
  'lxc.net.0.l2proxy': '1',
  'lxc.net.0.link': 'eth0',
  'lxc.net.0.macvlan.mode': 'bridge',
  'lxc.net.0.mtu': '1400',
  'lxc.net.0.name': 'lan',
  'lxc.net.0.script.down': '/bin/true',
  'lxc.net.0.script.up': '/bin/true',
  'lxc.net.0.veth.ipv4.route': '10.9.0.0/16',
  'lxc.net.0.veth.ipv6.route': '2001:db8:9::/48',
  'lxc.net.0.veth.mode': 'router',
  'lxc.net.0.veth.n_rxqueues': '2',
  'lxc.net.0.veth.n_txqueues': '2',
  'lxc.net.0.veth.pair': 'vweb',
  'lxc.net.0.veth.vlan.id': '5',
  'lxc.net.0.veth.vlan.tagged.id': '6',
  'lxc.net.0.vlan.id': '7',
  'lxc.no_new_privs': '1',
  'lxc.prlimit.nofile': '9',
  'lxc.proc.oom_score_adj': '5',
  'lxc.proc.coredump_filter': '1',
  'lxc.pty.max': '9',
  'lxc.rootfs.managed': '1',
  'lxc.rootfs.mount': '/mnt',
  'lxc.rootfs.options': 'noatime',
  'lxc.rootfs.path': 'overlay:/a:/b',
  'lxc.sched.core': '1',
  'lxc.seccomp.allow_nesting': '1',
  'lxc.seccomp.notify.cookie': 'x',
  'lxc.seccomp.notify.proxy': 'unix:/x',
  'lxc.seccomp.profile': '/usr/share/lxc/config/common.seccomp',
  'lxc.selinux.context': 'x:y:z',
  'lxc.selinux.context.keyring': 'x:y:z',
  'lxc.signal.halt': 'SIGINT',
  'lxc.signal.reboot': 'SIGUSR1',
  'lxc.signal.stop': 'SIGINT',
  'lxc.start.auto': '1',
  'lxc.start.delay': '5',
  'lxc.start.order': '5',
  'lxc.sysctl.net.ipv4.ip_forward': '1',
  'lxc.time.offset.boot': '5s',
  'lxc.time.offset.monotonic': '5s',
  'lxc.tty.dir': 'lxc',
  'lxc.tty.max': '9',
  'lxc.uts.name': 'name',
};

test('every key of LXC is either translated or kept, and comes back', async () => {
  const bare = imported('lxc.uts.name = web').yaml;
  for (const [key, value] of Object.entries(keys)) {
    const line = `${key} = ${value}`;
    const { yaml, raw, remarks } = imported(line);
    const kept = key in raw;
    assert.ok(kept || yaml !== bare, `${line} is lost`);
    assert.is(
      remarks.some(each => each.startsWith('1: ') && each.includes('lxc_raw')),
      kept,
      line,
    );
    if (value.startsWith('/usr/') && !existsSync(value)) continue;
    await comesBack(line);
  }
});

test('all of them together come back', async () => {
  const lines = Object.entries(keys).filter(
    ([key, value]) => key !== 'lxc.cap.keep' && !value.startsWith('/usr/'),
  );
  await comesBack(lines.map(([key, value]) => `${key} = ${value}`).join('\n'));
});

test('generated configurations come back', async () => {
  const line = fc.constantFrom(...Object.entries(keys).filter(([, value]) => !value.startsWith('/usr/')));
  const nic = fc.tuple(
    fc.constantFrom('veth', 'macvlan', 'phys', 'veth'),
    fc.constantFrom('br0', 'br1', 'eth0'),
    fc.option(fc.constantFrom('10.0.N.1/24', '172.16.N.2', '2001:db8:N::1')),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 12 }),
      fc.array(nic, { maxLength: 3 }),
      async (lines, nics) => {
        const text = [
          ...lines.filter(([key]) => !key.startsWith('lxc.net.')).map(([key, value]) => `${key} = ${value}`),
          ...nics.flatMap(([type, link, address], index) => [
            `lxc.net.${index}.type = ${type}`,
            `lxc.net.${index}.link = ${link}`,
            ...(address
              ? [
                  `lxc.net.${index}.ipv${address.includes(':') ? 6 : 4}.address = ${address.replace('N', String(index))}`,
                ]
              : []),
          ]),
        ].join('\n');
        await comesBack(text);
      },
    ),
    { numRuns: 500, seed: 20261123 },
  );
});

test('a type that LXC starts an interface over with is told, and nothing of either is lost', async () => {
  const again = 'lxc.net.0.type = veth\nlxc.net.0.link = br0\nlxc.net.0.type = veth\nlxc.net.0.link = br1\n';
  const { spec, remarks } = imported(again);
  assert.equal(Object.keys(spec.networks!), ['br0', 'br1']);
  assert.ok(remarks.some(each => /^3: LXC forgets here what was said of interface 0 before/.test(each)));
  const late = 'lxc.net.4.link = br1\nlxc.net.4.type = veth\nlxc.net.4.flags = up\n';
  assert.ok(
    imported(late).remarks.some(each => /^2: LXC forgets here what was said of interface 4/.test(each)),
  );
  for (const text of [again, late]) await comesBack(text);
  for (const text of [
    again.replaceAll('net.0', 'network'),
    late.replace('net.4.link', 'net.3.link'),
    'lxc.net.0.type = veth\nlxc.net.0.link = br0\nlxc.net.1.type = veth\nlxc.net.1.link = br1\n',
  ])
    assert.not.ok(
      imported(text).remarks.some(each => /forgets/.test(each)),
      text,
    );
});

test('an exported interface begins with its type, because LXC forgets what comes before it', async () => {
  const text = 'lxc.net.0.link = eth0\nlxc.net.0.flags = up\nlxc.net.0.type = macvlan\n';
  const interfaces = (configuration: string) =>
    configuration.split('\n').filter(each => each.startsWith('lxc.net.'));
  assert.equal(interfaces(await exported(imported(text).yaml)), [
    'lxc.net.0.type = macvlan',
    'lxc.net.0.link = eth0',
    'lxc.net.0.macvlan.mode = private',
    'lxc.net.0.flags = up',
    'lxc.net.0.name = eth0',
  ]);
  await comesBack(text);
  const byHand =
    'containers:\n  a:\n    rootfs: {path: /srv/tree}\n    lxc_raw: {lxc.net.0.link: eth0, lxc.net.0.type: macvlan}\n';
  assert.equal(interfaces(await exported(byHand)), ['lxc.net.0.type = macvlan', 'lxc.net.0.link = eth0']);
});

test('includes are read where they stand, directories in order, and what is not there is told', () => {
  const files = {
    '/etc/lxc/common.conf': 'lxc.uts.name = common\nlxc.include = /etc/lxc/conf.d/\n',
    '/etc/lxc/conf.d/a.conf': 'lxc.pty.max = 5\n',
    '/etc/lxc/conf.d/b.txt': 'lxc.pty.max = 6\n',
  };
  const { container, raw, remarks } = imported(
    'lxc.include = /etc/lxc/common.conf\nlxc.uts.name = own\nlxc.include = /no/such.conf\n',
    undefined,
    files,
  );
  assert.is(container['hostname'], 'own');
  assert.is(raw['lxc.pty.max'], '5');
  assert.ok(remarks.some(each => /^3: \/no\/such\.conf is not there/.test(each)));
  assert.ok(remarks.some(each => /lxc\.uts\.name is set again on line 2/.test(each)));
  const circle = imported('lxc.include = /a.conf\n', '/a.conf', { '/a.conf': 'lxc.include = /a.conf\n' });
  assert.ok(circle.remarks.some(each => /circle/.test(each)));
});

test('a line that is none of LXC’s is shown with its number', () => {
  const fails = (text: string, line: number, message: RegExp) =>
    assert.throws(
      () => imported(text),
      (error: { diagnostics: { message: string; range: { line: number } }[] }) =>
        error.diagnostics[0]!.range.line === line && message.test(error.diagnostics[0]!.message),
    );
  fails('lxc.uts.name = a\nlxc.what is this\n', 2, /not KEY = VALUE/);
  fails('# a comment\n{"some": "JSON"}\n', 2, /not a configuration of LXC/);
  const { remarks } = imported('lxc.uts.name = a\nwhat is this\n');
  assert.ok(remarks.some(each => /^2: .*LXC passes over it/.test(each)));
});

test('what LXC takes without a prefix or at random is said', () => {
  const { container, remarks } = imported(
    'lxc.net.0.type = veth\nlxc.net.0.link = br0\nlxc.net.0.ipv4.address = 10.2.3.5 10.2.3.255\nlxc.net.0.hwaddr = 00:16:3e:xx:xx:xx\n',
  );
  assert.equal((container['networks'] as { br0: { addresses: string[] } }).br0.addresses, ['10.2.3.5/8']);
  assert.is(remarks.filter(each => !/the host|would start the init/.test(each)).length, 3);
  // lxc-info of LXC 5 says the same of each.
  for (const [address, prefix] of [
    ['192.168.1.5', 8],
    ['192.168.1.130', 16],
    ['192.168.1.200', 24],
  ] as const) {
    const { container } = imported(
      `lxc.net.0.type = veth\nlxc.net.0.link = br0\nlxc.net.0.ipv4.address = ${address}\n`,
    );
    const { br0 } = container['networks'] as { br0: { addresses: string[] } };
    assert.equal(br0.addresses, [`${address}/${prefix}`]);
  }
});

test('hooks are programs with their arguments, and a line that needs a shell keeps it', async () => {
  const text = [
    'lxc.hook.version = 1',
    'lxc.hook.pre-start = /usr/local/bin/check disk-1',
    'lxc.hook.pre-start = echo "$LXC_NAME" > /tmp/x',
    'lxc.hook.start = setup.sh',
    'lxc.environment.hooks = WHERE=here',
    '',
  ].join('\n');
  const { container, raw } = imported(text);
  assert.equal(raw, {});
  assert.equal(container['hooks'], {
    version: 1,
    'pre-start': [
      ['/usr/local/bin/check', 'disk-1'],
      ['/bin/sh', '-c', 'exec echo "$$LXC_NAME" > /tmp/x "$$@"', 'sh'],
    ],
    start: ['/bin/sh', '-c', 'exec setup.sh "$$@"', 'sh'],
  });
  assert.equal(container['hooks_environment'], { WHERE: 'here' });
  const configuration = await exported(imported(text).yaml);
  for (const line of text.trim().split('\n')) assert.match(configuration, line);
  await comesBack(text);
});

test('namespaces that LXC keeps are shared with the host, and so are those that it does not make', async () => {
  const keep = imported('lxc.namespace.keep = ipc net user time');
  assert.equal(keep.container['namespaces'], { ipc: 'host', time: 'host' });
  assert.is(keep.container['network_mode'], 'host');
  const clone = imported('lxc.namespace.clone = mnt pid net');
  assert.equal(clone.container['namespaces'], { ipc: 'host', uts: 'host', cgroup: 'host' });
  assert.equal(imported('lxc.namespace.clone = pid').raw, { 'lxc.namespace.clone': 'pid' });
  const shared = imported('lxc.namespace.keep = ipc uts\nlxc.namespace.share.ipc = db');
  assert.equal(shared.container['namespaces'], { uts: 'host' });
  assert.equal(shared.raw, { 'lxc.namespace.share.ipc': 'db' });
  await comesBack('lxc.namespace.keep = ipc uts\n');
});

test('clocks, labels and marks of processes come back', async () => {
  const text =
    'lxc.time.offset.boot = -20m\nlxc.apparmor.profile = web\nlxc.keyring.session = 0\nlxc.sched.core = 1\nlxc.arch = i686\n';
  const { container, raw } = imported(text);
  assert.equal(raw, {});
  assert.equal(container['time'], { boot: '-20m' });
  assert.equal(container['apparmor'], { profile: 'web', required: false });
  assert.equal(
    [container['keyring'], container['core_sched'], container['platform']],
    [false, true, 'linux/386'],
  );
  const again = imported(await exported(imported(text).yaml));
  assert.equal(again.container['time'], { boot: '-1200s' });
  assert.equal(imported('lxc.apparmor.profile = generated').raw, { 'lxc.apparmor.profile': 'generated' });
});

test('every type of interface has a network of its type, and is left down without flags', () => {
  const { spec, container, raw } = imported(
    [
      'lxc.net.0.type = macvlan\nlxc.net.0.link = br0\nlxc.net.0.flags = up',
      'lxc.net.1.type = veth\nlxc.net.1.link = br0\nlxc.net.1.flags = up\nlxc.net.1.ipv4.gateway = dev',
      'lxc.net.2.type = ipvlan\nlxc.net.2.link = eth0\nlxc.net.2.ipvlan.isolation = vepa',
      'lxc.net.3.type = vlan\nlxc.net.3.link = eth0\nlxc.net.3.vlan.id = 7',
      'lxc.net.4.type = phys\nlxc.net.4.link = eth1\nlxc.net.4.name = lan',
    ].join('\n'),
  );
  assert.equal(raw, {});
  assert.equal(spec.networks, {
    'br0-macvlan': { type: 'macvlan', parent: 'br0', mode: 'private' },
    br0: { external: true },
    eth0: { type: 'ipvlan', parent: 'eth0', mode: 'l3', isolation: 'vepa' },
    'eth0-vlan': { type: 'vlan', parent: 'eth0', vlan: 7 },
    eth1: { type: 'phys', parent: 'eth1' },
  });
  assert.equal(container['networks'], {
    'br0-macvlan': { interface: 'eth0', gateway: 'none' },
    br0: { interface: 'eth1', gateway: 'none', routes: [{ to: '0.0.0.0/0' }] },
    eth0: { interface: 'eth2', gateway: 'none', flags: 'none' },
    'eth0-vlan': { interface: 'eth3', gateway: 'none', flags: 'none' },
    eth1: { interface: 'lan', gateway: 'none', flags: 'none' },
  });
});

test.run();
