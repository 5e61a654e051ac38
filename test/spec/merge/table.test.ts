/** Every row of the merge table (docs/spec-files.md). */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { merged, mergedKey } from './nodes.js';

const test = suite('the merge table');

test('mappings are merged key by key, and missing keys are added', () => {
  assert.equal(merged('x-a: {b: 1, c: {d: 2}}', 'x-a: {c: {e: 3}, f: 4}'), {
    'x-a': { b: 1, c: { d: 2, e: 3 }, f: 4 },
  });
});

test('of two scalars the later one wins, and null keeps the earlier one', () => {
  assert.is(mergedKey('hostname', 'a', 'b'), 'b');
  assert.is(mergedKey('hostname', 'a', ''), 'a');
  assert.is(mergedKey('hostname', 'a', '~'), 'a');
  assert.is(mergedKey('hostname', '', 'b'), 'b');
});

test('a mapping or a list cannot become something else', () => {
  assert.equal(merged('x-a: {b: 1}', 'x-a: [1]'), [
    'cannot override x-a: it is a mapping before, and a list here',
  ]);
  assert.equal(merged('x-a: [1]', 'x-a: {b: 1}'), [
    'cannot override x-a: it is a list before, and a mapping here',
  ]);
  assert.equal(mergedKey('limits', '{memory: 1G}', '2'), [
    'cannot override containers.web.limits: it is a mapping before, and a single value here',
  ]);
});

test('lists are appended', () => {
  assert.equal(mergedKey('group_add', '[a, b]', '[b, c]'), ['a', 'b', 'b', 'c']);
  assert.equal(mergedKey('label_file', '[a]', '[a]'), ['a', 'a']);
});

test('command, entrypoint and a health check’s test are replaced as a whole', () => {
  for (const key of ['command', 'entrypoint', 'init']) {
    assert.equal(mergedKey(key, '[a, b]', '[c]'), ['c']);
    assert.is(mergedKey(key, '[a, b]', 'c d'), 'c d');
  }
  assert.equal(mergedKey('healthcheck', '{test: [CMD, a], retries: 2}', '{test: b}'), {
    test: 'b',
    retries: 2,
  });
});

const pairs = ['environment', 'labels', 'annotations', 'sysctls'];
for (const key of pairs) {
  test(`${key}: of a mapping and a list the later value of a key wins, at the place of the first`, () => {
    const expected = { A: '1', B: '3', C: '4' };
    assert.equal(mergedKey(key, '[A=1, B=2]', '[B=3, C=4]'), expected);
    assert.equal(mergedKey(key, '{A: "1", B: "2"}', '[B=3, C=4]'), expected);
    assert.equal(mergedKey(key, '[A=1, B=2]', '{B: "3", C: "4"}'), expected);
    assert.equal(mergedKey(key, '{A: "1", B: "2"}', '{B: "3", C: "4"}'), expected);
    assert.equal(Object.keys(mergedKey(key, '[B=2, A=1]', '[C=4, B=3]') as object), ['B', 'A', 'C']);
  });
}

test('a bare variable keeps what an earlier file gave it', () => {
  assert.equal(mergedKey('environment', '[A=1]', '[A]'), { A: '1' });
});

test('build.args, and a build that is a text', () => {
  assert.equal(mergedKey('build', '{context: ., args: [A=1]}', '{args: {A: "2"}}'), {
    context: '.',
    args: { A: '2' },
  });
  assert.equal(mergedKey('build', './here', '{args: [A=1]}'), { context: './here', args: ['A=1'] });
  assert.equal(mergedKey('build', '{context: a, target: x}', 'b'), { context: 'b', target: 'x' });
});

for (const key of ['dns', 'dns_search', 'dns_opt', 'env_file', 'tmpfs']) {
  test(`${key}: one text or a list, appended, each once`, () => {
    assert.equal(mergedKey(key, '/a', '[/b, /a]'), ['/a', '/b']);
    assert.equal(mergedKey(key, '[/a, /b]', '/c'), ['/a', '/b', '/c']);
  });
}

test('tmpfs is told by its target', () => {
  assert.equal(mergedKey('tmpfs', '["/run:size=1m", /tmp]', '/run:size=2m'), ['/run:size=2m', '/tmp']);
});

for (const key of ['cap_add', 'cap_drop', 'expose', 'profiles', 'links', 'external_links']) {
  test(`${key}: appended, each once`, () => {
    assert.equal(mergedKey(key, '[a, b]', '[b, c]'), ['a', 'b', 'c']);
  });
}

test('aliases and link-local addresses of a network: each once', () => {
  assert.equal(
    mergedKey(
      'networks',
      '{br0: {aliases: [a], link_local_ips: [x]}}',
      '{br0: {aliases: [a, b], link_local_ips: [x]}}',
    ),
    {
      br0: { aliases: ['a', 'b'], link_local_ips: ['x'] },
    },
  );
});

test('extra_hosts: exact duplicates once, two addresses of one name both', () => {
  assert.equal(mergedKey('extra_hosts', '[a=1.1.1.1]', '[a=1.1.1.1, a=2.2.2.2]'), ['a=1.1.1.1', 'a=2.2.2.2']);
  assert.equal(mergedKey('extra_hosts', '{a: 1.1.1.1}', '{a: [1.1.1.1, 2.2.2.2]}'), [
    'a=1.1.1.1',
    'a=2.2.2.2',
  ]);
});

test('depends_on: a list is a mapping of names with what the short form means', () => {
  const started = { condition: 'service_started', required: true };
  assert.equal(mergedKey('depends_on', '[db]', '{cache: {condition: service_healthy}}'), {
    db: started,
    cache: { condition: 'service_healthy' },
  });
  assert.equal(mergedKey('depends_on', '{db: {condition: service_healthy, restart: true}}', '[db]'), {
    db: { ...started, restart: true },
  });
});

test('networks and models: a list is a mapping of names', () => {
  for (const key of ['networks', 'models']) {
    assert.equal(mergedKey(key, '[a, b]', '{b: {mtu: 1400}, c: }'), { a: null, b: { mtu: 1400 }, c: null });
    assert.equal(mergedKey(key, '{b: {mtu: 1400}}', '[a, b]'), { b: { mtu: 1400 }, a: null });
  }
});

test('ports: told by host address, published port, target and protocol', () => {
  assert.equal(
    mergedKey('ports', '["8080:80", "53:53/udp"]', '["8080:80/tcp", "53:53", "127.0.0.1:8080:80"]'),
    ['8080:80/tcp', '53:53/udp', '53:53', '127.0.0.1:8080:80'],
  );
  assert.equal(
    mergedKey('ports', '["8080:80"]', '[{target: 80, published: "8080"}, {target: 80, published: 81}]'),
    [
      { target: 80, published: '8080' },
      { target: 80, published: 81 },
    ],
  );
  assert.equal(mergedKey('ports', '["[::1]:80:80"]', '["[::1]:80:80/tcp"]'), ['[::1]:80:80/tcp']);
});

test('volumes and devices: told by the target', () => {
  assert.equal(
    mergedKey('volumes', '[a:/x, ./b:/y]', '[{type: volume, source: c, target: /x}, "./d:/y:ro"]'),
    [{ type: 'volume', source: 'c', target: '/x' }, './d:/y:ro'],
  );
  assert.equal(mergedKey('devices', '[/dev/a, "/dev/b:/dev/c"]', '["/dev/x:/dev/a:r", {source: /dev/c}]'), [
    '/dev/x:/dev/a:r',
    { source: '/dev/c' },
  ]);
});

test('secrets and configs: told by the target, which is their own name by default', () => {
  assert.equal(
    mergedKey('secrets', '[a, b]', '[{source: x, target: a}, {source: y, target: /run/secrets/b}]'),
    [
      { source: 'x', target: 'a' },
      { source: 'y', target: '/run/secrets/b' },
    ],
  );
  assert.equal(mergedKey('configs', '[a]', '[{source: x, target: /a}, {source: a, target: /b}]'), [
    { source: 'x', target: '/a' },
    { source: 'a', target: '/b' },
  ]);
});

test('logging: options are merged only for the same driver', () => {
  const base = '{driver: json-file, options: {a: 1}}';
  assert.equal(mergedKey('logging', base, '{options: {b: 2}}'), {
    driver: 'json-file',
    options: { a: 1, b: 2 },
  });
  assert.equal(mergedKey('logging', base, '{driver: syslog, options: {b: 2}}'), {
    driver: 'syslog',
    options: { b: 2 },
  });
  assert.equal(mergedKey('logging', '{options: {a: 1}}', '{driver: syslog}'), {
    options: { a: 1 },
    driver: 'syslog',
  });
});

test('ipam.config: told by the subnet', () => {
  assert.equal(
    merged(
      'networks: {a: {ipam: {config: [{subnet: 10.0.0.0/8, gateway: 10.0.0.1}]}}}',
      'networks: {a: {ipam: {config: [{subnet: 10.0.0.0/8}, {subnet: 11.0.0.0/8}]}}}',
    ),
    { networks: { a: { ipam: { config: [{ subnet: '10.0.0.0/8' }, { subnet: '11.0.0.0/8' }] } } } },
  );
});

test('our own: addresses without their prefix, routes by table, destination and metric, links by their ends', () => {
  assert.equal(
    mergedKey('networks', '{a: {addresses: 10.0.0.2/24}}', '{a: {addresses: [10.0.0.2/16, 10.0.0.3/16]}}'),
    {
      a: { addresses: ['10.0.0.2/16', '10.0.0.3/16'] },
    },
  );
  assert.equal(
    mergedKey(
      'networks',
      '{a: {routes: [{to: default, via: 10.0.0.1}]}}',
      '{a: {routes: [{to: default, via: 10.0.0.2}, {to: default, via: 10.0.0.3, metric: 10}]}}',
    ),
    {
      a: {
        routes: [
          { to: 'default', via: '10.0.0.2' },
          { to: 'default', via: '10.0.0.3', metric: 10 },
        ],
      },
    },
  );
  assert.equal(merged('links: [[a:x, b:y]]', 'links: [{endpoints: [b:y, a:x], mtu: 1400}, [a:z, b:z]]'), {
    links: [{ endpoints: ['b:y', 'a:x'], mtu: 1400 }, ['a:z', 'b:z']],
  });
});

test('our own: a root file system that is a text, and limits of a kernel resource', () => {
  assert.equal(mergedKey('rootfs', './tree', '{ro: true}'), { path: './tree', ro: true });
  assert.is(mergedKey('rootfs', '{path: ./tree, ro: true}', 'host'), 'host');
  assert.equal(mergedKey('rootfs', 'host', './tree'), './tree');
  assert.equal(mergedKey('ulimits', '{nofile: 1024}', '{nofile: {soft: 1, hard: 2}}'), {
    nofile: { soft: 1, hard: 2 },
  });
  assert.equal(mergedKey('ulimits', '{nofile: {soft: 1, hard: 2}}', '{nofile: {soft: 2}}'), {
    nofile: { soft: 2, hard: 2 },
  });
});

test('!reset takes the path out, whatever stands behind it', () => {
  assert.equal(mergedKey('ports', '["80:80"]', '!reset []'), undefined);
  assert.equal(mergedKey('limits', '{memory: 1G, pids: 5}', '{memory: !reset null}'), { pids: 5 });
  assert.equal(merged('containers: {web: {hostname: a}, db: {hostname: b}}', 'containers: {web: !reset }'), {
    containers: { db: { hostname: 'b' } },
  });
  assert.equal(merged('x-a: {b: !reset 1, c: 2}'), { 'x-a': { c: 2 } }, 'in the only file');
});

test('!reset and !override come through anchors and merge keys', () => {
  const over =
    'x-none: &none {ports: !reset [], command: !override [b]}\ncontainers: {web: {<<: *none}, db: *none}';
  assert.equal(merged('containers: {web: {ports: [a], command: [a]}, db: {ports: [b]}}', over), {
    containers: { web: { command: ['b'] }, db: { command: ['b'] } },
    'x-none': { command: ['b'] },
  });
});

test('!override replaces the path without merging, and keeps the type of a scalar', () => {
  assert.equal(mergedKey('ports', '["80:80"]', '!override ["81:81"]'), ['81:81']);
  assert.equal(mergedKey('limits', '{memory: 1G}', '!override {pids: 5}'), { pids: 5 });
  assert.equal(mergedKey('limits', '{memory: 1G, pids: 5}', '{pids: !override 7}'), {
    memory: '1G',
    pids: 7,
  });
  assert.is(mergedKey('environment', '{A: 1}', '!override "text"'), 'text');
});

test('a third file is laid over what a tag has left', () => {
  assert.equal(merged('x-a: [1]', 'x-a: !reset []', 'x-a: [2]'), { 'x-a': [2] });
  assert.equal(merged('x-a: [1]', 'x-a: !override [2]', 'x-a: [3]'), { 'x-a': [2, 3] });
  assert.equal(merged('x-a: [1]', 'x-a: !reset []', 'x-a: '), {});
});

test('any other tag is refused as before', () => {
  assert.throws(() => merged('x-a: !resets 1'), /[Uu]nresolved tag/);
});

test.run();
