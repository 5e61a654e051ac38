/** The history of a project: what was applied, what a kill leaves of it, and the way back. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { HistoryEntry } from '../../src/model/history.js';
import { beforeAll, Host, isRoot } from './harness.js';

const text = (hostname: string, memory = '64M', command = 'sleep, infinity') => `
networks:
  br0: {addresses: [10.0.2.1/24]}
secrets:
  word: {environment: CANARY_WORD}
containers:
  web:
    rootfs: host
    command: [${command}]
    hostname: ${hostname}
    networks: {br0: {address: 10.0.2.16/24}}
    limits: {memory: ${memory}}
    secrets: [word]
  db:
    rootfs: host
    command: [sleep, infinity]
`;

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  let spec: string[];
  const write = (...values: Parameters<typeof text>) => {
    spec = host.spec(text(...values));
  };
  const entries = async () => {
    const { stdout } = await host.must(...spec, 'history', '--format', 'json');
    return (JSON.parse(stdout) as { entries: HistoryEntry[] }).entries;
  };
  const kept = () => join(host.directory, 'state', `${host.prefix}-p`, '.history');

  beforeAll(test, async () => {
    host = await Host.make();
    writeFileSync(join(host.directory, 'canary'), 'x');
    write('one');
    writeFileSync(join(host.directory, 'p', '.env'), 'CANARY_WORD=canary-of-a-secret\n');
    // A repository as git leaves it, on a branch.
    mkdirSync(join(host.directory, 'p', '.git', 'refs', 'heads'), { recursive: true });
    writeFileSync(join(host.directory, 'p', '.git', 'HEAD'), 'ref: refs/heads/main\n');
    writeFileSync(join(host.directory, 'p', '.git', 'refs', 'heads', 'main'), `${'ab12'.repeat(10)}\n`);
  });
  test.after(() => host.destroy());

  test('every apply that changes something is an entry, with user, commit, operations and result', async () => {
    await host.must(...spec, 'up');
    write('two');
    await host.must(...spec, 'up');
    await host.must(...spec, 'up');
    const [first, second, ...more] = await entries();
    assert.equal(more, []);
    assert.is(first!.id, 1);
    assert.is(first!.commit, 'ab12'.repeat(10));
    assert.is(first!.result, 'applied');
    assert.ok(first!.operations.every(each => each.outcome === 'done'));
    assert.ok(second!.operations.some(each => each.changed.includes('containers.web.hostname')));
    assert.not.equal(first!.spec, second!.spec);
  });

  test('no secret is in it', () => {
    const texts = readdirSync(kept()).map(name => readFileSync(join(kept(), name), 'utf8'));
    assert.not.match(texts.join(''), /canary-of/);
  });

  test('diff shows what the spec said, show the operations', async () => {
    const { stdout } = await host.must(...spec, 'history', 'diff', '1', '2');
    assert.match(stdout, /-\s+hostname: one\n\+\s+hostname: two/);
    assert.match((await host.must(...spec, 'history', 'show', '2')).stdout, /containers\.web\.hostname/);
    assert.match((await host.must(...spec, 'history', 'show', '--spec', '1')).stdout, /hostname: one/);
    assert.is((await host.compose(...spec, 'history', 'show', '9')).code, 1);
  });

  test('rollback makes the host as it was, live where it can, and the file stays', async () => {
    const before = await host.pid(spec, 'web');
    await host.must(...spec, 'rollback', '--max-disruption', 'live');
    const pid = await host.pid(spec, 'web');
    assert.is(pid, before);
    assert.is(host.inside(pid, ['-u'], 'hostname').trim(), 'one');
    assert.is((await entries()).at(-1)!.command, 'rollback 1');
    assert.is((await host.compose(...spec, 'plan', '--exit-code')).code, 2);
    await host.must(...spec, 'up');
    assert.is(host.inside(pid, ['-u'], 'hostname').trim(), 'two');
  });

  test('an apply that fails is told as such, and rollback is the way out', async () => {
    write('two', '64M', '/does/not/exist');
    const failed = await host.compose(...spec, 'up');
    assert.is(failed.code, 3);
    const last = (await entries()).at(-1)!;
    assert.is(last.result, 'partial');
    assert.match(last.operations.find(each => each.outcome === 'failed')!.problem!, /does\/not\/exist/);
    await host.must(...spec, 'rollback');
    write('two');
    assert.is((await host.compose(...spec, 'plan', '--exit-code')).code, 0);
  });

  test('a kill in the middle leaves an entry that says so, and a torn file hides no other', async () => {
    write('two', '96M', 'sleep, "1000"');
    const child = host.start(...spec, 'up');
    const count = (await entries()).length;
    const end = new Promise(resolve => child.on('close', resolve));
    for (;;) {
      if (
        readdirSync(kept()).filter(name => name.endsWith('.json')).length > count ||
        child.exitCode !== null
      )
        break;
      await new Promise(resolve => setTimeout(resolve, 1));
    }
    child.kill('SIGKILL');
    await end;
    const last = (await entries()).at(-1)!;
    assert.ok(['unfinished', 'applied'].includes(last.result), last.result);
    writeFileSync(join(kept(), '000002.json'), '{"schema": "lxc-com');
    const ids = (await entries()).map(each => each.id);
    assert.not.ok(ids.includes(2));
    assert.ok(ids.includes(1));
    await host.must(...spec, 'up');
    assert.is((await entries()).at(-1)!.id, last.id + 1);
  });

  test('nothing is left', async () => {
    await host.must(...spec, 'down', '--timeout', '0');
    assert.equal(await host.leaks(), []);
  });
}

test.run();
