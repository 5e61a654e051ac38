/** What `config` prints is a spec that means the same, for specs of all kinds of keys. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Project } from '../../src/model/project.js';
import { load } from '../../src/spec/load.js';
import { describeProject, formatProject } from '../../src/spec/print.js';

const test = suite('round trip');

const option = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined, freq: 3 });
const text = fc.string({ unit: 'grapheme', maxLength: 8 }).filter(each => !/[\0-\x1f\x7f]/.test(each));
const literal = text.map(each => each.replaceAll('$', '$$$$'));
const size = fc.oneof(
  fc.nat(1 << 30).map(each => each + 65_536),
  fc.constantFrom('64k', '512M', '1.5g'),
);
const duration = fc.constantFrom('500ms', '10s', '1m30s', 5);
const insidePath = fc.constantFrom('/srv', '/var/data', '/opt/a b', '/x/$$y');
const last = fc.integer({ min: 2, max: 99 });

const container = fc.record(
  {
    hostname: fc.constantFrom('web', 'web.lab'),
    domainname: fc.constant('lab'),
    rootfs: fc.constantFrom('host', './tree', { path: './a: b', ro: true }),
    overlay: fc.boolean(),
    command: fc.oneof(fc.array(literal, { minLength: 1, maxLength: 3 }), fc.constant('sleep "a b" c')),
    entrypoint: fc.constantFrom(['/bin/env'], 'nice -n 5'),
    environment: fc.dictionary(
      fc.constantFrom('A', 'B', 'PATH'),
      fc.oneof(literal, fc.integer(), fc.boolean()),
    ),
    labels: fc.oneof(fc.dictionary(text, literal, { maxKeys: 3 }), fc.constant(['a=b', 'c'])),
    user: fc.constantFrom('root', '1000:1000', 'www-data'),
    group_add: fc.constantFrom(['4', 'adm'], [7]),
    working_dir: insidePath,
    init: fc.boolean(),
    volumes: fc.constantFrom(
      ['./x:/x:ro', 'data:/data'],
      [{ type: 'bind', source: './y', target: '/y', bind: { create_host_path: true, recursive: false } }],
      [{ type: 'tmpfs', target: '/t', tmpfs: { size: '1m', mode: '0700' } }],
    ),
    tmpfs: fc.constantFrom('/run:size=1m', ['/tmp', '/var/tmp:ro,mode=1777']),
    limits: fc.record(
      {
        cpus: fc.constantFrom(0.5, 2, '1.25'),
        cpu_weight: fc.integer({ min: 1, max: 10_000 }),
        cpuset: fc.constantFrom('0', '0-1'),
        memory: size,
        pids: fc.oneof(fc.integer({ min: 1, max: 9999 }), fc.constant('max')),
        io_weight: fc.integer({ min: 1, max: 10_000 }),
      },
      { requiredKeys: [] },
    ),
    cap_add: fc.subarray(['net_raw', 'CAP_SYS_TIME', 'chown']),
    cap_drop: fc.subarray(['mknod', 'setpcap']),
    no_new_privs: fc.boolean(),
    idmap: fc.constantFrom('auto', 'none', '0 100000 65536'),
    seccomp: fc.constantFrom('default', 'system', 'unconfined'),
    sysctls: fc.constantFrom({ 'net.core.somaxconn': 1024 }, ['net.ipv4.ip_forward=1']),
    ulimits: fc.constantFrom({ nofile: 1024 }, { nproc: { soft: 5, hard: -1 } }),
    devices: fc.constantFrom(
      ['/dev/fuse:rw'],
      [{ source: '/dev/null', target: '/dev/zilch', permissions: 'r' }],
    ),
    oom_score_adj: fc.integer({ min: 0, max: 1000 }),
    hooks: fc.constantFrom(
      { 'pre-start': './check.sh "a b"', start: ['/bin/x', '$$y'] },
      { version: 1, stop: [['/bin/a'], ['./b', 'c']] },
    ),
    post_start: fc.constantFrom([{ command: 'a b', user: 7, environment: ['A=1'] }], []),
    pre_stop: fc.constantFrom([{ command: ['/x', '$$y'], privileged: true, working_dir: '/w' }], []),
    hooks_environment: fc.constantFrom({ A: 'b$$c' }, ['A=1']),
    pid: fc.constantFrom('host', 'private'),
    ipc: fc.constantFrom('host', 'shareable'),
    namespaces: fc.constantFrom({ cgroup: 'host' }, { time: 'private' }),
    time: fc.constantFrom({ boot: '-20m', monotonic: 5 }, {}),
    apparmor: fc.constantFrom('web', { profile: 'web', required: false }),
    masked_paths: fc.constantFrom([], ['/proc/keys']),
    readonly_paths: fc.constantFrom([], ['/etc']),
    keyring: fc.boolean(),
    core_sched: fc.boolean(),
    platform: fc.constantFrom('linux/386', 'x86_64'),
    auto_mounts: fc.constantFrom(['proc:rw'], ['sys:rw', 'proc'], []),
    autodev: fc.constantFrom(true, { size: '1m' }),
    proc: fc.constantFrom({ coredump_filter: '0x33' }, {}),
    healthcheck: fc.constantFrom(
      { exec: ['true'], interval: '5s', retries: 2 },
      { tcp: ':80', start_period: '1m' },
      { http: ':8080/ready?a=b' },
      { http: 'http://[::1]' },
      { icmp: '10.0.2.1' },
      { test: 'test -f /x', timeout: 3 },
    ),
    state: fc.constantFrom('running', 'stopped', 'frozen'),
    restart: fc.constantFrom('no', 'always', 'unless-stopped', 'on-failure:3'),
    stop_signal: fc.constantFrom('SIGQUIT', 'RTMIN+3', 'INT'),
    reboot_signal: fc.constantFrom('SIGHUP', 'INT'),
    autostart: fc.constantFrom(true, false, null, { order: 3, delay: '2s' }, { groups: ['a', 'b-c'] }),
    stop_grace_period: duration,
    tty: fc.boolean(),
    console: fc.constantFrom(
      { ttys: 2, buffer: '64k' },
      { log: '/var/log/web.log', rotate: true, size: '1M' },
      { log: './console.log' },
    ),
    stdin_open: fc.boolean(),
    extra_hosts: fc.constantFrom(['a=10.0.0.9', 'b:::1'], { c: '10.0.0.8' }),
  },
  { requiredKeys: ['rootfs', 'command'] },
);
const ports = fc.constantFrom(['8080:80'], ['127.0.0.1:81-82:81-82/udp'], [{ target: 80, published: 8081 }]);
const attachment = (network: number) =>
  fc.record(
    {
      address: last.map(each => `10.0.${network}.${each}/24`),
      mac: fc.constantFrom('02:00:00:00:00:07', '02:AA:00:00:00:08'),
      mtu: fc.integer({ min: 1280, max: 1500 }),
      interface: fc.constantFrom('eth7', 'lan'),
      gateway: fc.constantFrom('auto', 'none'),
      aliases: fc.constantFrom(['www'], []),
      routes: fc.constantFrom([{ to: '10.9.0.0/16', via: `10.0.${network}.1`, metric: 5 }], []),
    },
    { requiredKeys: ['address'] },
  );
const spec = fc.record({
  networks: fc.record({
    br0: fc.record(
      {
        addresses: fc.constantFrom(['10.0.1.1/24'], ['10.0.1.1/24', '2001:db8::1/64']),
        pool: fc.constant('10.0.1.100-10.0.1.199'),
        nat: fc.boolean(),
        mtu: fc.constant(1500),
        bridge: fc.constantFrom({ stp: true, forward_delay: 4 }, { ageing_time: 30 }),
        labels: fc.dictionary(text, literal, { maxKeys: 2 }),
      },
      { requiredKeys: ['addresses'] },
    ),
    back: fc.constantFrom({ internal: true, addresses: '10.0.2.1/24' }, { external: true }),
  }),
  volumes: fc.constantFrom({ data: null }, { data: { labels: { a: 'b' } }, other: { external: true } }),
  web: container,
  br0: option(attachment(1)),
  db: option(container),
  ports: option(ports),
  scale: option(fc.integer({ min: 0, max: 3 })),
});

async function projectFrom(standardInput: string): Promise<Project | string[]> {
  const result = await load({
    files: ['-'],
    standardInput,
    projectName: 'lab',
    profiles: [],
    envFiles: [],
    environment: { HOME: '/root' },
    workingDirectory: '/srv/lab',
  });
  if (result.ok) return result.project;
  return result.diagnostics.filter(each => each.severity === 'error').map(each => each.message);
}

/** Instances are containers of their own once printed, and places differ. */
function meaning({ positions: _positions, services: _services, containers, ...rest }: Project): unknown {
  return JSON.parse(
    JSON.stringify({ ...rest, containers: containers.map(each => ({ ...each, service: '' })) }),
  );
}

test('a printed spec loads as the same project and prints the same again, as YAML and as JSON', async () => {
  let loaded = 0;
  await fc.assert(
    fc.asyncProperty(spec, async ({ networks, volumes, web, br0, ports, db, scale }) => {
      const containers = {
        // One of the two, or its instances would share an address.
        web: { ...web, ...(br0 && { networks: { br0 }, ports: ports ?? [] }) },
        ...(db && { db: { ...db, ...(scale !== undefined && { scale }) } }),
      };
      const hooks = scale === 1 ? { 'pre-up': './x y', 'post-down': [['/bin/a'], ['/bin/b']] } : {};
      const project = await projectFrom(JSON.stringify({ networks, volumes, hooks, containers }));
      // A few contradict themselves, and no law is about those.
      if (Array.isArray(project)) return;
      loaded += 1;
      const printed = formatProject(project);
      const again = await projectFrom(printed);
      if (Array.isArray(again)) throw new Error(`${again.join('\n')}\n${printed}`);
      assert.equal(meaning(again), meaning(project));
      assert.is(formatProject(again), printed);
      if (loaded % 10 !== 0) return;
      const fromJson = await projectFrom(JSON.stringify(describeProject(project)));
      if (Array.isArray(fromJson)) throw new Error(fromJson.join('\n'));
      assert.equal(meaning(fromJson), meaning(project));
    }),
    { numRuns: 5_000, seed: 20261123 },
  );
  assert.ok(loaded > 3_000, `${loaded} of 5,000 were valid`);
});

test.run();
