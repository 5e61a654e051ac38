/** Verbs that tell what the kernel has of containers: held against what the kernel itself says. */
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, Host, isRoot, readNumber, until } from './harness.js';

const test = suite('info');

const text = (more: string) => `
networks: {br0: {addresses: [10.0.2.1/24], pool: 10.0.2.10-10.0.2.60}}
containers:
  web:
    rootfs: host
    command: [sh, -c, 'sleep 1000 & unshare -p --fork sleep 1000 & while :; do sleep 0.1; done']
    privileged: true
    networks: {br0: {address: 10.0.2.16/24}}
    ports: ["8080:80", "53:53/udp"]
    ${more}
  burner: {rootfs: host, command: [sh, -c, 'while :; do :; done'], limits: {cpus: 0.25, memory: 64M}}
`;

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  let spec: string[];
  const say = async (...args: string[]) => (await host.must(...spec, ...args)).stdout;

  beforeAll(test, async () => {
    host = await Host.make();
    spec = host.spec(text(''));
    await host.must(...spec, 'up');
  });
  test.after(() => host.destroy());

  test("info has lxc-info's labels and the kernel's values", async () => {
    const pid = await host.pid(spec, 'web');
    host.sh('ping -c 1 -q 10.0.2.16');
    const lines = (await say('info', '-H', 'web'))
      .trimEnd()
      .split('\n')
      .map(line => line.split(/: +/));
    const labels = lines.map(([label]) => label);
    assert.equal(labels.slice(0, 7), ['Name', 'State', 'PID', 'IP', 'CPU use', 'BlkIO use', 'Memory use']);
    assert.equal(labels.slice(-4), ['Link', ' TX bytes', ' RX bytes', ' Total bytes']);
    const values = new Map(lines.map(([label, value]) => [label!, value!]));
    assert.equal(
      [values.get('State'), values.get('PID'), values.get('IP')],
      ['RUNNING', String(pid), '10.0.2.16'],
    );
    assert.ok(Number(values.get('Memory use')) > 0);
    assert.match(host.sh(`ip -o link show ${values.get('Link')}`), 'master br0');
    assert.ok(Number(values.get(' RX bytes')) >= 98);
    assert.is(await say('info', '-s', 'web'), 'State:          RUNNING\n');
    const [document] = JSON.parse(await say('info', '--format', 'json', 'burner')) as {
      usage: { memoryLimit: number };
    }[];
    assert.is(document!.usage.memoryLimit, 64 << 20);
  });

  test('top tells each process by both of its numbers, and one of a namespace below as such', async () => {
    const [list] = JSON.parse(await say('top', '--format', 'json', 'web')) as {
      processes: { pid: number; innerPid: number; depth: number; command: string }[];
    }[];
    const first = list!.processes.find(each => each.innerPid === 1 && each.depth === 0)!;
    assert.is(first.pid, await host.pid(spec, 'web'));
    const nested = list!.processes.find(each => each.depth === 1)!;
    assert.is(nested.innerPid, 1);
    assert.match(readFileSync(`/proc/${nested.pid}/status`, 'utf8'), /NSpid:(?:\s+\d+)+\s+1\n/);
    assert.match(await say('top', 'web'), /1 \(\+1\)/);
  });

  test('stats tells the share of a processor that a limit leaves', async () => {
    const look = async () => {
      const samples = JSON.parse(await say('stats', '--no-stream', '--format', 'json', '--pressure')) as {
        name: string;
        cpuPercent: number;
        processes: number;
      }[];
      return samples.find(each => each.name === 'burner')!;
    };
    const sample = await until('a share near the limit', look, each => Math.abs(each.cpuPercent - 25) < 8);
    assert.is(sample.processes, 1);
    assert.match(await say('stats', '--no-stream'), /^NAME +CPU % +MEMORY/);
  });

  test('metrics are OpenMetrics: typed families, escaped labels, and an end', async () => {
    const lines = (await say('metrics')).trim().split('\n');
    assert.is(lines.at(-1), '# EOF');
    const types = new Map<string, string>();
    for (const line of lines.slice(0, -1)) {
      const declared = /^# (TYPE|UNIT|HELP) ([a-z_]+) (.+)$/.exec(line);
      if (declared?.[1] === 'TYPE') types.set(declared[2]!, declared[3]!);
      if (declared) continue;
      const [, name, labels, value] = /^([a-z_]+)\{([^}]*)\} (\S+)$/.exec(line) ?? [];
      assert.ok(name, line);
      assert.is(
        types.get(name!.replace(/_total$/, '')),
        name!.endsWith('_total') ? 'counter' : 'gauge',
        line,
      );
      assert.match(labels!, /^(?:[a-z]+="[^"]*",?)+$/);
      assert.ok(Number.isFinite(Number(value)), line);
    }
    assert.is(types.size, 7);
  });

  test('port tells where a port is published, by protocol', async () => {
    assert.is(await say('port', 'web', '80'), '0.0.0.0:8080\n');
    assert.is(await say('port', '--protocol', 'udp', 'web', '53'), '0.0.0.0:53\n');
    assert.is((await host.compose(...spec, 'port', 'web', '81')).code, 1);
  });

  test('cgroup reads and writes by the names of both generations, and says what it translated', async () => {
    await host.must(...spec, 'cgroup', 'web', 'cpu.shares', '512');
    assert.is(readNumber(host.cgroup('cpu', 'web', 'cpu.shares')), 512);
    const { stdout, stderr } = await host.must(...spec, 'cgroup', 'web', 'cpu.weight');
    assert.is(stdout, '50\n');
    assert.match(stderr, 'cpu.shares instead of cpu.weight');
    await host.must(...spec, 'cgroup', 'web', 'memory.max', '32M');
    assert.is(readNumber(host.cgroup('memory', 'web', 'memory.limit_in_bytes')), 32 << 20);
    await host.must(...spec, 'cgroup', 'web', 'freezer.state', 'FROZEN');
    await until(
      'FROZEN',
      async () => (await host.ps(...spec)).get('web')!.state,
      each => each === 'FROZEN',
    );
    assert.is(await say('cgroup', 'web', 'freezer.state'), 'FROZEN\n');
    await host.must(...spec, 'cgroup', 'web', 'freezer.state', 'THAWED');
    const unknown = await host.compose(...spec, 'cgroup', 'web', 'cpu.nothing');
    assert.is(unknown.code, 1);
    assert.match(unknown.stderr, /no cgroup file cpu\.nothing.*ENOENT/);
    assert.match((await host.compose(...spec, 'cgroup', 'web', '../../x')).stderr, 'no cgroup file');
    const refused = await host.compose(...spec, 'cgroup', 'web', 'memory.limit_in_bytes', 'much');
    assert.match(refused.stderr, /does not take "much".*EINVAL/);
    // The spec says nothing of web's, but where it limits, somebody's hand is drift.
    await host.must(...spec, 'cgroup', 'burner', 'memory.max', '128M');
    const plan = (await host.compose(...spec, 'plan')).stdout;
    assert.match(plan, /burner\.limits\.memory +128 MiB -> 64 MiB +live +drift/);
    await host.must(...spec, 'up');
  });

  test('priority reaches every process and the cgroup, and lasts for those that come later', async () => {
    await host.must(...spec, 'priority', 'web', '10');
    assert.is(await say('priority', 'web'), '10\n');
    assert.is(readNumber(host.cgroup('cpu', 'web', 'cpu.shares')), 110);
    const [list] = JSON.parse(await say('top', '--format', 'json', 'web')) as {
      processes: { pid: number }[];
    }[];
    for (const { pid } of list!.processes) assert.is(host.sh(`ps -o ni= -p ${pid} || echo 10`).trim(), '10');
    assert.is((await host.compose(...spec, 'priority', 'web', '20')).code, 64);
  });

  test('a limit that comes later needs no restart', async () => {
    const pid = await host.pid(spec, 'web');
    host.spec(text('limits: {memory: 96M, pids: 60, cpus: 1.5}'));
    assert.match((await host.compose(...spec, 'plan')).stdout, /web\.limits\.memory +.* -> 96 MiB +live/);
    await host.must(...spec, 'up');
    assert.is(await host.pid(spec, 'web'), pid);
    assert.is(readNumber(host.cgroup('memory', 'web', 'memory.limit_in_bytes')), 96 << 20);
    await host.must(...spec, 'down');
    assert.equal(await host.leaks(), []);
  });

  test.run();
}
