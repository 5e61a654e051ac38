/** Plans in files: applied as they were shown, refused when something moved; how much a plan may disturb; status and drift. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, Host, isRoot } from './harness.js';

const text = (memory = '64M', mtu = 1500, environment = 'one') => `
networks:
  br0: {addresses: [10.0.2.1/24], mtu: ${mtu}}
secrets:
  word: {file: ./word}
containers:
  web:
    rootfs: host
    command: [sleep, infinity]
    networks: {br0: {address: 10.0.2.16/24}}
    limits: {memory: ${memory}}
    environment: {MODE: ${environment}}
    secrets: [word]
  db:
    rootfs: host
    command: [sleep, infinity]
    networks: {br0: {address: 10.0.2.17/24}}
`;

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  let spec: string[];
  let file: string;
  const rewrite = (...values: Parameters<typeof text>) => {
    spec = host.spec(text(...values));
  };
  const planned = async () => {
    const result = await host.must(...spec, 'plan', '--out', file, '--format', 'json');
    return JSON.parse(result.stdout) as { operations: { id: string }[] };
  };

  beforeAll(test, async () => {
    host = await Host.make();
    file = join(host.directory, 'plan.json');
    rewrite();
    writeFileSync(join(host.directory, 'p', 'word'), 'a-canary-of-a-secret');
  });
  test.after(() => host.destroy());

  test('a plan in a file is applied as it was shown, and no secret or digest of one is in it', async () => {
    const { operations } = await planned();
    assert.is(statSync(file).mode & 0o777, 0o600);
    const saved = readFileSync(file, 'utf8');
    assert.not.match(saved, /canary/);
    assert.not.match(saved, /"content"/);
    const shown = await host.must('show', file);
    assert.match(shown.stdout, /\+ containers\.web +create/);
    const done = await host.must('--progress', 'json', 'apply', file);
    const ended = `${done.stdout}${done.stderr}`
      .split('\n')
      .filter(line => line.startsWith('{'))
      .map(line => JSON.parse(line) as { type: string; id?: string; operation?: string });
    assert.equal(
      new Set(ended.filter(each => each.type === 'end').map(each => each.operation ?? each.id)),
      new Set(operations.map(each => each.id)),
    );
    assert.is((await host.compose(...spec, 'plan', '--exit-code')).code, 0);
  });

  test('a plan that is done already is stale, and says what moved', async () => {
    const again = await host.compose('apply', file);
    assert.is(again.code, 5);
    assert.match(again.stderr, /plan is stale: /);
    assert.is((await host.compose('show', file)).code, 0);
  });

  test('a change of the kernel after the plan is named with both values, and nothing is done', async () => {
    rewrite('128M');
    await planned();
    host.sh('ip link set br0 mtu 1400');
    const refused = await host.compose('up', file);
    assert.is(refused.code, 5);
    assert.match(refused.stderr, /plan is stale: networks\.br0\.mtu 1500 -> 1400/);
    assert.match(readFileSync(host.cgroup('memory', 'web', 'memory.limit_in_bytes'), 'utf8'), /^67108864/);
    host.sh('ip link set br0 mtu 1500');
    const pid = await host.pid(spec, 'web');
    await host.must('up', file);
    assert.match(readFileSync(host.cgroup('memory', 'web', 'memory.limit_in_bytes'), 'utf8'), /^134217728/);
    assert.is(await host.pid(spec, 'web'), pid);
  });

  test('a spec that asks for something else than the plan makes it stale', async () => {
    rewrite('192M');
    await planned();
    rewrite('256M');
    const refused = await host.compose('apply', file);
    assert.is(refused.code, 5);
    assert.match(refused.stderr, /web\.limits\.memory/);
    rewrite('128M');
  });

  test('what is no plan is refused, and a missing one is named', async () => {
    const other = join(host.directory, 'other.json');
    writeFileSync(other, '{"schema": "something"}');
    assert.is((await host.compose('apply', other)).code, 65);
    assert.is((await host.compose('show', join(host.directory, 'nothing.json'))).code, 66);
    writeFileSync(other, '{"schema": "lxc-com');
    assert.is((await host.compose('show', other)).code, 65);
  });

  test('--max-disruption refuses a restart with the attribute, and lets a live change pass', async () => {
    rewrite('128M', 1500, 'two');
    const refused = await host.compose(...spec, 'up', '--max-disruption', 'live');
    assert.is(refused.code, 4);
    assert.match(refused.stderr, /restart of containers\.web \(containers\.web\.env/);
    rewrite('160M');
    const pid = await host.pid(spec, 'web');
    await host.must(...spec, 'up', '--max-disruption', 'live');
    assert.is(await host.pid(spec, 'web'), pid);
    rewrite('160M', 1500, 'two');
    await host.must(...spec, 'up', '--max-disruption', 'restart');
    assert.is.not(await host.pid(spec, 'web'), pid);
  });

  test('status tells sync and health as two words, drift names what somebody changed', async () => {
    const well = await host.compose(...spec, 'status');
    assert.is(well.code, 0, well.stdout);
    assert.match(well.stdout, /containers\.web +Synced +Healthy/);
    host.sh('ip link set br0 mtu 1400');
    const moved = await host.compose(...spec, 'status', '--format', 'json');
    assert.is(moved.code, 2);
    const { resources } = JSON.parse(moved.stdout) as { resources: { resource: string; sync: string }[] };
    assert.is(resources.find(each => each.resource === 'networks.br0')!.sync, 'OutOfSync');
    assert.is(resources.find(each => each.resource === 'containers.db')!.sync, 'Synced');
    const drift = await host.compose(...spec, 'drift', '--exit-code');
    assert.is(drift.code, 2);
    assert.match(drift.stdout, /networks\.br0\.mtu +1400 -> 1500/);
    await host.must(...spec, 'up');
    assert.is((await host.compose(...spec, 'drift', '--exit-code')).code, 0);
    await host.must(...spec, 'kill', 'db');
    await host.compose(...spec, 'wait', 'db');
    const dead = await host.compose(...spec, 'status');
    assert.is(dead.code, 2);
    assert.match(dead.stdout, /containers\.db +\S+ +Degraded/);
  });

  test('explain tells the line, the kernel, what was applied and what would be done', async () => {
    const path = 'containers.web.limits.memory';
    const line = async () => (await host.must(...spec, 'explain', 'web.limits.memory')).stdout;
    assert.match(
      await line(),
      /wanted {3}160 MiB {3}.*lxc-compose\.yaml:\d+\n {2}actual {3}160 MiB\n.*up does {2}nothing/s,
    );
    writeFileSync(host.cgroup('memory', 'web', 'memory.limit_in_bytes'), '33554432');
    const told = await host.must(...spec, 'explain', path, '--format', 'json');
    const [limit] = (JSON.parse(told.stdout) as { attributes: Record<string, unknown>[] }).attributes;
    assert.is(limit!['path'], path);
    assert.equal([limit!['wanted'], limit!['actual'], limit!['applied']], [160 << 20, 32 << 20, 160 << 20]);
    assert.equal([limit!['operation'], limit!['drift']], ['update, live', true]);
    await host.must(...spec, 'up');
    assert.match(
      (await host.must(...spec, 'explain', 'br0')).stdout,
      /networks\.br0\.mtu\n {2}wanted {3}1500/,
    );
    const nothing = await host.compose(...spec, 'explain', 'web.nothing');
    assert.is(nothing.code, 64);
    const secrets = await host.must(...spec, 'explain', 'web');
    assert.not.match(secrets.stdout, /[0-9a-f]{64}/);
  });

  test('every form of a plan can be read by a program', async () => {
    host.sh('ip link set br0 mtu 1400');
    const of = async (...form: string[]) => (await host.must(...spec, 'plan', ...form)).stdout;
    assert.match(await of('--format', 'markdown'), /<details><summary>/);
    assert.match(await of('--format', 'github'), /^::(notice|warning) /);
    assert.match(await of('--format', 'junit'), /<testsuites tests="1" failures="1"/);
    assert.match(await of('--graph', 'dot'), /^digraph /);
    assert.match(await of('--graph', 'mermaid'), /^flowchart LR/);
    const graph = JSON.parse(await of('--graph', 'json')) as { nodes: { id: string }[]; edges: string[][] };
    const nodes = new Set(graph.nodes.map(each => each.id));
    assert.ok(graph.edges.flat().every(each => nodes.has(each)));
  });

  test('nothing is left', async () => {
    await host.must(...spec, 'down', '--timeout', '0');
    assert.equal(await host.leaks(), []);
  });
}

test.run();
