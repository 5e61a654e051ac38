/** LXC's states as the kernel and the monitors tell them, and the verbs that wait for them, watch them and make them. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, Host, isRoot, until } from './harness.js';

const test = suite('states');

const text = `
networks: {br0: {addresses: [10.0.2.1/24], pool: 10.0.2.10-10.0.2.250}}
containers:
  burner: {rootfs: host, command: [sh, -c, "trap 'exit 3' TERM; while :; do :; done"], limits: {cpus: 0.2}}
  family:
    rootfs: host
    command:
      - sh
      - -c
      - |
        trap "echo parent" USR1
        sh -c 'trap "echo child" USR1; echo ready; while :; do sleep 0.05; done' &
        echo ready
        while :; do sleep 0.05; done
  server: {rootfs: host, command: [busybox, nc, -ll, -p, "7", -e, cat], networks: {br0: {address: 10.0.2.2/24}}}
`;

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  let spec: string[];
  const state = async (name: string) => (await host.ps(...spec)).get(name)!.state;
  const cputime = (pid: number) => {
    const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ').slice(11, 13);
    return Number(user) + Number(system);
  };

  /** Lines of `monitor` from when it listens until `ended` says that they are all. */
  async function monitored(
    args: string[],
    act: () => Promise<unknown>,
    ended: (text: string) => boolean,
  ): Promise<string[]> {
    const child = host.start(...args);
    let seen = '';
    child.stdout!.on('data', chunk => (seen += chunk));
    // It reads the spec and then listens: its inotify is the sign.
    // One of them may be closed while they are listed.
    const descriptors = () => spawnSync('ls', ['-l', `/proc/${child.pid}/fd`], { encoding: 'utf8' }).stdout;
    await until('the listener', descriptors, links => links.includes('inotify'));
    await act();
    await until('the last line', () => seen, ended).finally(() => child.kill());
    return seen.trim().split('\n');
  }

  beforeAll(test, async () => {
    host = await Host.make();
    spec = host.spec(text);
    await host.must(...spec, 'up');
  });
  test.after(() => host.destroy());

  test('a frozen container uses no processor, keeps its connections, and goes on where it stood', async () => {
    const pid = await host.pid(spec, 'burner');
    const client = host.spawn('sh', [
      '-c',
      '(sleep 0.2; echo before; sleep 1.5; echo after; sleep 0.3) | busybox nc 10.0.2.2 7',
    ]);
    let answer = '';
    client.stdout!.on('data', chunk => (answer += chunk));
    await until(
      'the first answer',
      () => answer,
      each => each.includes('before'),
    );
    await host.must(...spec, 'freeze');
    for (const name of ['burner', 'family', 'server']) assert.is(await state(name), 'FROZEN', name);
    const before = cputime(pid);
    await new Promise(resolve => setTimeout(resolve, 200));
    assert.is(cputime(pid), before);
    await host.must(...spec, 'unpause');
    for (const name of ['burner', 'family', 'server']) assert.is(await state(name), 'RUNNING', name);
    await until(
      'the second answer',
      () => answer,
      each => each.includes('after'),
    );
    await until(
      'more processor time',
      () => cputime(pid),
      each => each > before,
    );
    assert.is(await host.pid(spec, 'burner'), pid);
  });

  test('freezing what is frozen is nothing to do, and freezing what does not run an error', async () => {
    await host.must(...spec, 'freeze', 'family');
    assert.match((await host.must(...spec, 'pause', 'family')).stderr, 'nothing to do');
    await host.must(...spec, 'unfreeze', 'family');
    await host.must(...spec, 'stop', '-t', '0', 'server');
    const { code, stderr } = await host.compose(...spec, 'freeze', 'server');
    assert.is(code, 1);
    assert.match(stderr, 'server is not running');
    await host.must(...spec, 'up');
  });

  test('a hand that freezes through the cgroup is seen, told as drift, and put right by up', async () => {
    const pid = await host.pid(spec, 'family');
    writeFileSync(host.cgroup('unified', 'family', 'cgroup.freeze'), '1');
    await until(
      'FROZEN',
      () => state('family'),
      each => each === 'FROZEN',
    );
    assert.match(
      (await host.compose(...spec, 'plan')).stdout,
      /containers\.family\.state +FROZEN -> RUNNING +live +drift/,
    );
    const exec = await host.compose(...spec, 'exec', '-T', 'family', 'true');
    assert.is(exec.code, 125);
    assert.match(exec.stderr, 'family is frozen');
    await host.must(...spec, 'up');
    assert.is(await state('family'), 'RUNNING');
    assert.is(await host.pid(spec, 'family'), pid);
  });

  test('a frozen container can be stopped in peace, and killed', async () => {
    await host.must(...spec, 'freeze', 'burner', 'family');
    await host.must(...spec, 'stop', 'burner');
    assert.is((await host.ps(...spec)).get('burner')!.exitCode, 3);
    await host.must(...spec, 'kill', 'family');
    await until(
      'the end',
      () => state('family'),
      each => each === 'STOPPED',
    );
    await host.must(...spec, 'up');
  });

  test('stop --nowait only asks, and ps tells of those that a filter wants', async () => {
    assert.match(
      (await host.must(...spec, 'stop', '--nowait', 'burner')).stderr,
      'container burner: SIGTERM sent',
    );
    const stopped = async () =>
      (await host.must(...spec, 'ps', '--filter', 'state=stopped', '--format', '{{.Name}} {{.ExitCode}}'))
        .stdout;
    await until('the end', stopped, each => each === 'burner 3\n');
    await host.must(...spec, 'up');
    assert.is(await stopped(), '');
  });

  test('a signal for all reaches every process once, and one for PID 1 only PID 1', async () => {
    const written = async () => (await host.must(...spec, 'logs', '--no-prefix', 'family')).stdout;
    await until('both', written, each => each.split('ready').length > 2);
    const count = async (word: string) => (await written()).split(word).length - 1;
    const [parents, children] = [await count('parent'), await count('child')];
    await host.must(...spec, 'kill', '-s', 'usr1', '--all', 'family');
    await until(
      'both',
      () => Promise.all([count('parent'), count('child')]),
      ([one, two]) => one! > parents && two! > children,
    );
    await host.must(...spec, 'kill', '-s', 'SIGUSR1', 'family');
    await until(
      'one more',
      () => count('parent'),
      each => each === parents + 2,
    );
    assert.is(await count('child'), children + 1);
    const { code, stderr } = await host.compose(...spec, 'kill', '-s', 'USR22', 'family');
    assert.is(code, 64);
    assert.match(stderr, 'did you mean "SIGUSR2"');
  });

  test('wait returns at once for a state that is there, in time for one that comes, and with 124 for one that does not', async () => {
    await host.must(...spec, 'wait', '-s', 'STOPPED|RUNNING', 'server');
    const late = await host.compose(...spec, 'wait', '-s', 'FROZEN', '-t', '200ms', 'server');
    assert.is(late.code, 124);
    const waiting = host.compose(...spec, 'wait', '-s', 'STOPPED|FROZEN', '-t', '20', 'server', 'family');
    await host.must(...spec, 'freeze', 'server');
    await host.must(...spec, 'stop', '-t', '0', 'family');
    assert.is((await waiting).code, 0);
    await host.must(...spec, 'unfreeze', 'server');
    const ended = host.compose(...spec, 'wait', 'burner');
    await host.must(...spec, 'stop', 'burner');
    const { code, stdout } = await ended;
    assert.is(stdout, '3\n');
    assert.is(code, 3);
    assert.is((await host.compose(...spec, 'wait', '-s', 'SLEEPING', 'server')).code, 64);
    await host.must(...spec, 'up');
  });

  test('monitor tells every transition in its order, in the words of lxc-monitor', async () => {
    const lines = await monitored(
      [...spec, 'monitor', 'server'],
      async () => {
        await host.must(...spec, 'freeze', 'server');
        await host.must(...spec, 'unfreeze', 'server');
        await host.must(...spec, 'stop', '-t', '0', 'server');
        await host.must(...spec, 'start', 'server');
        await host.must(...spec, 'restart', '-t', '0', 'server');
      },
      seen => seen.split('RUNNING').length === 4,
    );
    const states = lines.flatMap(line => /state to \[(\w+)\]/.exec(line)?.[1] ?? []);
    assert.equal(
      states.join(' '),
      'FREEZING FROZEN THAWED RUNNING STOPPING STOPPED STARTING RUNNING STOPPING STOPPED STARTING RUNNING',
    );
    assert.ok(lines.includes("'server' changed state to [FREEZING]"));
    assert.ok(lines.includes("'server' exited with status [137]"));
  });

  test('a start that fails passes through ABORTING and leaves nothing', async () => {
    const broken = host.spec('containers: {bad: {rootfs: host, command: [/no/such/program]}}\n', 'b');
    const lines = await monitored(
      [...broken, 'events', '--json'],
      () => host.compose(...broken, 'up'),
      seen => seen.includes('STOPPED'),
    );
    const states = lines.map(line => (JSON.parse(line) as { state: string }).state);
    assert.equal(states, ['STARTING', 'ABORTING', 'STOPPED']);
    await host.must(...broken, 'down');
  });

  test('a hundred containers start and end, and no transition is lost', async () => {
    const many = host.spec('containers: {c: {rootfs: host, command: ["true"], scale: 100}}\n', 'm');
    const lines = await monitored(
      [...many, 'monitor', '--json'],
      () => host.must(...many, 'up'),
      seen => seen.split('"STOPPED"').length === 101,
    );
    const byName = new Map<string, string[]>();
    for (const line of lines) {
      const { name, state: each } = JSON.parse(line) as { name: string; state: string };
      byName.set(name, [...(byName.get(name) ?? []), each]);
    }
    assert.is(byName.size, 100);
    for (const [name, states] of byName)
      assert.equal(states, ['STARTING', 'RUNNING', 'STOPPING', 'STOPPED'], name);
    await host.must(...many, 'down');
  });

  test('three hundred starts of a program that exits at once report three hundred right exit codes', async () => {
    for (let round = 0; round < 3; round++) {
      const containers = Array.from(
        { length: 100 },
        (_, index) =>
          `  e${index}: {rootfs: host, command: [sh, -c, "exit ${(round * 100 + index) % 256}"]}\n`,
      );
      const exits = host.spec(`containers:\n${containers.join('')}`, 'e');
      await host.must(...exits, 'up');
      await host.compose(...exits, 'wait');
      const rows = await host.ps(...exits);
      for (let index = 0; index < 100; index++)
        assert.is(rows.get(`e${index}`)!.exitCode, (round * 100 + index) % 256, `${round}: e${index}`);
      await host.must(...exits, 'down');
    }
  });

  test('a spec that asks for frozen or stopped gets it, live, and keeps it', async () => {
    const asked = (state: string) =>
      host.spec(`containers: {calm: {rootfs: host, command: [sleep, infinity], state: ${state}}}\n`, 'f');
    const calm = asked('frozen');
    await host.must(...calm, 'up');
    const row = (await host.ps(...calm)).get('calm')!;
    assert.is(row.state, 'FROZEN');
    assert.is((await host.compose(...calm, 'plan', '--exit-code')).code, 0);
    asked('running');
    assert.match((await host.compose(...calm, 'plan')).stdout, /FROZEN -> RUNNING +live/);
    await host.must(...calm, 'up');
    assert.is(await host.pid(calm, 'calm'), row.pid);
    asked('stopped');
    await host.must(...calm, 'up');
    assert.is((await host.ps(...calm)).get('calm')!.state, 'STOPPED');
    assert.is((await host.compose(...calm, 'plan', '--exit-code')).code, 0);
    await host.must(...calm, 'down');
  });

  test('what is only asked to end hears it also when it stands, and -r asks to reboot', async () => {
    const asked = host.spec(
      `containers:
  deaf: {rootfs: host, init: [sh, -c, "trap 'echo rebooting' USR1; trap 'exit 4' TERM; while :; do sleep 0.05; done"], stop_signal: SIGTERM, reboot_signal: SIGUSR1}
`,
      'w',
    );
    await host.must(...asked, 'up');
    const rebooted = await host.must(...asked, 'stop', '-r', '-W', 'deaf');
    assert.match(rebooted.stderr, /SIGUSR1 sent/);
    await until(
      'the signal',
      async () => (await host.must(...asked, 'logs')).stdout,
      said => /rebooting/.test(said),
    );
    await host.must(...asked, 'freeze');
    await host.must(...asked, 'stop', '--nowait');
    assert.is((await host.compose(...asked, 'wait', '-t', '10')).code, 4);
    await host.must(...asked, 'down');
  });

  test('names and words that are not known are refused with what there is', async () => {
    const nobody = await host.compose(...spec, 'monitor', 'nobody');
    assert.is(nobody.code, 64);
    assert.match(nobody.stderr, /burner/);
    assert.match((await host.compose(...spec, 'kill', '-s', '99', 'burner')).stderr, /there are 1 to 64/);
    assert.is((await host.compose(...spec, 'wait', '-s', 'THAWED', '-t', '5', 'server')).code, 0);
  });

  test('the host is as it was', async () => {
    await host.must(...spec, 'down');
    assert.equal(await host.leaks(), []);
  });

  test.run();
}
