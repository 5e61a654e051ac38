/** What an LXC tutorial tells its reader to type, typed: the names, options, output and exit codes are LXC's. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, Host, isRoot, type Run, until } from './harness.js';
import { Person } from './person.js';

const test = suite('an LXC tutorial');

const configuration = `
lxc.utsname = my-ssh
lxc.network.type = veth
lxc.network.flags = up
lxc.network.link = br0
lxc.network.ipv4 = 10.0.2.16/24
lxc.network.name = eth0
lxc.tty = 2
`;

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  let tools: string;
  /** A line of the tutorial, in a shell whose PATH begins with our names. */
  const type = (line: string): Promise<Run> => host.run('sh', ['-c', `PATH=${tools}:$PATH; ${line}`]);
  const done = async (line: string): Promise<string> => {
    const { code, stdout, stderr } = await type(line);
    assert.is(code, 0, `${line}: ${stderr}`);
    return stdout;
  };
  const state = async (name: string) => (await done(`lxc-info -s -n ${name}`)).trim();

  beforeAll(test, async () => {
    host = await Host.make();
    tools = join(host.directory, 'tools');
    const { stdout } = await host.must('aliases', 'install', tools);
    assert.match(stdout, '/lxc-start\n');
    writeFileSync(join(host.directory, 'my.conf'), configuration);
    host.sh('ip link add br0 type bridge; ip addr add 10.0.2.1/24 dev br0; ip link set br0 up');
  });
  test.after(async () => {
    // Also after a failed test: this project is not of the test's own name.
    await type('lxc-destroy -f -n foo');
    await host.destroy();
  });

  test('a container is created from a configuration of the first generation of keys', async () => {
    await done(`lxc-create -n foo -f ${host.directory}/my.conf`);
    assert.is(await done('lxc-ls -1'), 'foo\n');
    assert.is(await state('foo'), 'State:          STOPPED');
    const again = await type(`lxc-create -n foo -f ${host.directory}/my.conf`);
    assert.is(again.code, 1);
    assert.match(again.stderr, 'lxc-create: foo: Container already exists');
  });

  test('it starts, at its address on the bridge, and is told about', async () => {
    await done(
      `lxc-start -n foo -d -- sh -c 'trap "exit 0" PWR TERM; trap "echo hup" HUP; busybox getty -n -l /bin/sh 38400 tty1 vt100 & while :; do sleep 0.1; done'`,
    );
    host.sh('ping -c 1 -q 10.0.2.16');
    const info = await done('lxc-info -n foo');
    for (const line of [/^Name: +foo$/m, /^State: +RUNNING$/m, /^PID: +\d+$/m, /^IP: +10\.0\.2\.16$/m])
      assert.match(info, line);
    assert.match(
      await done('lxc-ps -n foo'),
      /^CONTAINER +PID TTY +TIME CMD\nfoo +\d+ \? +\d\d:\d\d:\d\d sh$/m,
    );
    assert.match(await done('lxc-ls -f'), /^foo +RUNNING +0 +- +10\.0\.2\.16 +- +false/m);
    assert.is(await done('lxc-attach -n foo -- hostname'), 'my-ssh\n');
    assert.is((await type("lxc-attach -n foo -- sh -c 'exit 7'")).code, 7);
    assert.is((await type('lxc-attach -n foo -- /no/such/program')).code, 127);
  });

  test('-o takes what a tool has to tell of its failure, and -l knows the levels', async () => {
    const log = join(host.directory, 'tool.log');
    const { code, stderr } = await type(`lxc-destroy -n foo -o ${log} -l DEBUG`);
    assert.equal([code, stderr], [1, '']);
    assert.is(readFileSync(log, 'utf8'), 'lxc-destroy: foo: foo is running\n');
    assert.is((await type('lxc-info -n foo -l LOUD')).code, 1);
  });

  test('it is frozen and let go, and gets signals', async () => {
    await done('lxc-freeze -n foo');
    assert.is(await state('foo'), 'State:          FROZEN');
    assert.is(await done("lxc-wait -n foo -s 'STOPPED|FROZEN'"), '');
    await done('lxc-unfreeze -n foo');
    assert.is(await state('foo'), 'State:          RUNNING');
    assert.is((await type("lxc-wait -n foo -s 'STOPPED|FROZEN' -t 1")).code, 1);
    await done('lxc-kill -n foo -s HUP');
    await done('lxc-kill -n foo 1');
  });

  test('its console is logged in on, left with the key that LXC has, and lives on', async () => {
    const person = new Person(host, ['sh', '-c', `PATH=${tools}:$PATH; exec lxc-console -n foo -t 1`]);
    await person.sees('Connected to tty 1');
    await person.sees('Type <Ctrl+a q> to exit the console');
    person.type('\r\necho an$((40+2))swer\r');
    await person.sees('an42swer');
    assert.is(await person.leave(), 0);
    assert.is(await state('foo'), 'State:          RUNNING');
  });

  test('its share of the processors is read and written', async () => {
    await done('lxc-cgroup -n foo cpu.shares 512');
    assert.is((await done('lxc-cgroup -n foo cpu.shares')).trim(), '512');
    assert.is((await type('lxc-cgroup -n foo no.such.file')).code, 1);
    await done('lxc-priority -n foo -p 10');
    assert.is((await done('lxc-priority -n foo')).trim(), '10');
  });

  test('lxc-monitor tells what happens while it is stopped and started', async () => {
    const watcher = host.spawn('sh', ['-c', `PATH=${tools}:$PATH; exec lxc-monitor -n 'fo.*'`]);
    let seen = '';
    watcher.stdout!.on('data', chunk => (seen += chunk));
    // Until it listens, nothing that it tells could be relied on.
    await until(
      'a freezing from its beginning',
      async () => {
        await done('lxc-freeze -n foo; lxc-unfreeze -n foo');
        return seen;
      },
      text => text.includes('[FROZEN]'),
    );
    await done('lxc-stop -n foo');
    await until(
      'the last word',
      () => seen,
      text => text.includes('STOPPED'),
    );
    watcher.kill();
    assert.match(seen, "'foo' changed state to [FROZEN]\n");
    assert.match(seen, "'foo' changed state to [STOPPING]\n'foo' changed state to [STOPPED]\n");
    const again = await type('lxc-stop -n foo');
    assert.is(again.code, 2);
    assert.match(again.stderr, 'foo is not running');
  });

  test('a command runs in it alone, and gives its exit status', async () => {
    const { code, stdout } = await type("lxc-execute -n foo -- sh -c 'hostname; exit 4'");
    assert.is(stdout, 'my-ssh\n');
    assert.is(code, 4);
    for (let round = 0; round < 5; round++) {
      const passing = await type("lxc-execute -n passing -- sh -c 'echo here; exit 5'");
      assert.equal([passing.code, passing.stdout], [5, 'here\n']);
    }
    assert.is(await done('lxc-ls -1'), 'foo\n');
  });

  test('containers that were made so are members of a project, which is a spec', async () => {
    const file = join(host.directory, 'state/.lxc/lxc-compose.yaml');
    const { stdout } = await host.must('-f', file, '-p', 'lxc', 'config');
    assert.match(stdout, '10.0.2.16/24');
    assert.match(
      (await host.must('-f', file, '-p', 'lxc', 'export', 'lxc', 'foo')).stdout,
      'lxc.net.0.link = br0',
    );
  });

  test('a container of LXC itself in the same directory is left alone', async () => {
    const theirs = join(host.directory, 'state/.lxc/theirs');
    mkdirSync(theirs);
    writeFileSync(join(theirs, 'config'), 'lxc.uts.name = theirs\n');
    for (const line of [
      `lxc-create -n theirs -f ${host.directory}/my.conf`,
      `lxc-start -n theirs -f ${host.directory}/my.conf`,
      'lxc-execute -n theirs -- true',
      'lxc-destroy -n theirs',
      "lxc-execute -n '../theirs' -- true",
    ])
      assert.is((await type(line)).code, 1, line);
    assert.is(readFileSync(join(theirs, 'config'), 'utf8'), 'lxc.uts.name = theirs\n');
    assert.is(await done('lxc-ls -1'), 'foo\n');
    rmSync(theirs, { recursive: true });
  });

  test('a creation that fails leaves no trace, and what was in its directory', async () => {
    const directory = join(host.directory, 'state/.lxc/half');
    mkdirSync(directory);
    writeFileSync(join(directory, 'mine'), 'kept');
    writeFileSync(join(host.directory, 'bad.conf'), 'lxc.no.such.key = 1\n');
    assert.is((await type(`lxc-create -n half -f ${host.directory}/bad.conf -t /no/such/template`)).code, 1);
    assert.is(readFileSync(join(directory, 'mine'), 'utf8'), 'kept');
    assert.is(await done('lxc-ls -1'), 'foo\n');
    rmSync(directory, { recursive: true });
  });

  test('it is destroyed, and the host is as it was', async () => {
    await done('lxc-start -n foo');
    const refused = await type('lxc-destroy -n foo');
    assert.is(refused.code, 1);
    assert.match(refused.stderr, 'lxc-destroy: foo: foo is running');
    await done('lxc-destroy -f -n foo');
    assert.is(await done('lxc-ls'), '');
    assert.is((await type('lxc-destroy -n foo')).code, 1);
    await host.must('aliases', 'remove', tools);
    host.sh('ip link del br0');
    assert.equal(await host.leaks(), ['+ state: .lxc', '+ state: .lxc/lxc-compose.yaml']);
  });

  test.run();
}
