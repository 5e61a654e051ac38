/** LXC's commands under their own names, each held against Debian's tool of that name on an equal container. */
import { existsSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, isRoot, until } from './harness.js';
import { Pair } from './lxc-pair.js';

const test = suite('lxc-equal');

const configuration = (network: string, more = '') => `
lxc.init.cmd = /bin/sleep 1000
lxc.mount.auto = proc:rw sys:ro
lxc.uts.name = inside
${network}
${more}
`;
const veth = `lxc.net.0.type = veth
lxc.net.0.link = br0
lxc.net.0.name = eth0
lxc.net.0.flags = up
lxc.net.0.ipv4.address = 10.0.2.16/24`;

const tools = [
  'attach',
  'autostart',
  'cgroup',
  'create',
  'destroy',
  'execute',
  'freeze',
  'info',
  'ls',
].concat(['monitor', 'start', 'stop', 'top', 'unfreeze', 'wait']);

if (!isRoot() || !existsSync('/usr/bin/lxc-start')) {
  console.log('skipped: containers need root, and the comparison LXC');
} else {
  let pair: Pair;
  let web: string;

  beforeAll(test, async () => {
    pair = await Pair.make();
    web = pair.name('web');
    pair.write('web.conf', configuration(veth, 'lxc.start.auto = 1\nlxc.group = onboot'));
    pair.write('once.conf', configuration('lxc.net.0.type = empty', 'lxc.rootfs.path = dir:@/tree'));
    pair.write(
      'slow.conf',
      configuration('lxc.net.0.type = empty', 'lxc.start.auto = 1\nlxc.start.delay = 3'),
    );
  });
  test.after(() => pair.destroy());

  test('a mistake in the options is told alike by every tool', async () => {
    for (const tool of tools) {
      await pair.equal(`lxc-${tool} -n x --blub`);
      await pair.equal(`lxc-${tool} -n x -Z`);
      await pair.equal(`lxc-${tool} -n`);
    }
  });

  test('a tool that has no name says so', async () => {
    for (const tool of ['create', 'destroy', 'freeze', 'info', 'start', 'stop', 'unfreeze', 'wait', 'attach'])
      await pair.equal(`lxc-${tool}`);
  });

  test('a container that nobody has defined', async () => {
    await pair.equal('lxc-ls');
    await pair.equal('lxc-ls -f');
    await pair.equal('lxc-info -n nothere');
    await pair.equal('lxc-start -n nothere -d');
    await pair.equal('lxc-stop -n nothere');
    await pair.equal('lxc-destroy -n nothere');
    await pair.equal('lxc-freeze -n nothere', { ownWords: true });
    await pair.equal('lxc-attach -n nothere -- true', { ownWords: true });
    await pair.equal('lxc-cgroup -n nothere cpu.shares');
    await pair.equal('lxc-console -n nothere');
    await pair.equal('lxc-wait -n nothere -s STOPPED -t 1');
    await pair.equal('lxc-wait -n nothere -s RUNNING -t 1');
  });

  test('lxc-create defines a container, once, by a template or by none', async () => {
    await pair.equal(`lxc-create -n ${web} -f @/web.conf -t @/template`);
    await pair.equal(`lxc-create ${web} -f @/web.conf -t @/template`);
    await pair.equal('lxc-create -n two');
    await pair.equal('lxc-create -n two -t nosuchtemplate', { ownWords: true });
    await pair.equal('lxc-create -n two -t none -B nosuchstore');
    await pair.equal(`lxc-create -n ${pair.name('b')} -f @/slow.conf -t @/template`);
    for (const options of ['', ' -1', ' -f', ' --stopped', ' --running', ' --active', ' --defined'])
      await pair.equal(`lxc-ls${options}`);
    await pair.equal('lxc-ls --filter web -1');
    await pair.equal('lxc-ls -g onboot');
    await pair.equal('lxc-ls -g onboot,other');
    await pair.equal('lxc-ls -f -F name,state,pid,autostart,groups,interface');
    await pair.equal('lxc-ls -f -F NAME,BLUB');
  });

  test('a container that does not run', async () => {
    await pair.equal(`lxc-info -n ${web}`);
    await pair.equal(`lxc-info ${web} -s`);
    await pair.equal(`lxc-info -n ${web} -p`);
    await pair.equal(`lxc-info --name=${web} -pH`);
    await pair.equal(`lxc-info -n ${web} -c lxc.net.0.link -c lxc.init.cmd`);
    await pair.equal(`lxc-info -n ${web} -c lxc.nothing`);
    await pair.equal(`lxc-stop -n ${web}`);
    await pair.equal(`lxc-stop -n ${web} -k`);
    await pair.equal(`lxc-stop -n ${web} -k -t 1`);
    await pair.equal(`lxc-freeze -n ${web}`, { ownWords: true });
    await pair.equal(`lxc-unfreeze -n ${web}`);
    await pair.equal(`lxc-attach -n ${web} -- true`, { ownWords: true });
    await pair.equal(`lxc-cgroup -n ${web} cpu.shares`);
    await pair.equal(`lxc-console -n ${web} -t 1`);
    await pair.equal(`lxc-cgroup -n ${web}`);
    await pair.equal(`lxc-wait -n ${web}`);
    await pair.equal(`lxc-wait -n ${web} -s STOPPED`);
    await pair.equal(`lxc-wait -n ${web} -s RUNNING -t 1`);
    await pair.equal(`lxc-wait -n ${web} -s BLUB -t 1`, { ownWords: true });
    await pair.equal('lxc-autostart -L');
    await pair.equal('lxc-autostart -L -a');
    await pair.equal('lxc-autostart -L -g onboot');
    await pair.equal('lxc-autostart -L -g other');
  });

  test('lxc-start starts it, and a second time says that it runs', async () => {
    await pair.equal(`lxc-start -n ${web} -d`);
    await pair.equal(`lxc-start ${web}`);
    await pair.equal(`lxc-start -n ${web} -f /nosuchfile`, { ownWords: true });
    for (const host of [pair.theirs, pair.ours]) host.sh('ping -c 1 -W 5 -q 10.0.2.16');
  });

  test('lxc-info and lxc-ls of one that runs', async () => {
    for (const options of ['', ' -s', ' -sH', ' -p', ' -i', ' -iH', ' -s -p -i'])
      await pair.equal(`lxc-info -n ${web}${options}`);
    await pair.equal(`lxc-info -n ${web} -c lxc.net.0.type -c lxc.init.cmd`);
    for (const options of ['', ' -1', ' -f', ' --running', ' --active', ' --stopped', ' --frozen'])
      await pair.equal(`lxc-ls${options}`);
    await pair.equal('lxc-ls -f -F NAME,STATE,INTERFACE,IPV4,UNPRIVILEGED,SWAP');
  });

  test('lxc-attach returns what the program returns', async () => {
    const say = (...words: string[]) => pair.equal(['lxc-attach', '-n', web, ...words]);
    assert.is((await say('--', 'sh', '-c', 'exit 7')).code, 7);
    assert.is((await say('--', 'sh', '-c', 'kill -9 $$')).code, 137);
    assert.is(
      (await pair.equal(['lxc-attach', '-n', web, '--', 'nosuchprogram'], { ownWords: true })).code,
      127,
    );
    await pair.equal(['lxc-attach', '-n', web, '--', '/etc/passwd'], { ownWords: true });
    await say('--', 'hostname');
    await say('--', 'sh', '-c', 'echo out; echo err >&2');
    await say('-v', 'A=b c', '--', 'sh', '-c', 'echo "$A" $container');
    await say('--clear-env', '-v', 'A=b', '--', 'sh', '-c', 'echo $A $container $USER$SHLVL');
    await say('-u', '5', '-g', '6', '--', 'id');
    await say('--', 'pwd');
    await say('--', 'sh', '-c', "ip -o -4 address show eth0 | awk '{print $2, $4}'");
    await say('--', 'sh', '-c', 'cat /proc/1/cmdline | tr "\\0" " "');
  });

  test('lxc-cgroup reads and writes the files of its control group', async () => {
    for (const words of ['cpu.shares', 'cpu.shares 512', 'cpu.shares', 'cpu.nothing', 'cpu.shares much', ''])
      await pair.equal(`lxc-cgroup -n ${web}${words && ` ${words}`}`);
    await pair.equal(`lxc-cgroup ${web} memory.limit_in_bytes 67108864`);
    await pair.equal(`lxc-cgroup ${web} memory.limit_in_bytes`);
  });

  test('lxc-freeze, lxc-unfreeze and lxc-wait', async () => {
    await pair.equal(`lxc-freeze -n ${web}`);
    await pair.equal(`lxc-info -n ${web} -s`);
    await pair.equal('lxc-ls --frozen');
    await pair.equal(['lxc-wait', '-n', web, '-s', 'STOPPED|FROZEN']);
    await pair.equal(`lxc-freeze -n ${web}`);
    await pair.equal(`lxc-unfreeze -n ${web}`);
    await pair.equal(`lxc-info -n ${web} -s`);
    await pair.equal(`lxc-wait -n ${web} -s STOPPED -t 1`, { ownWords: 'any' });
  });

  test('lxc-stop and lxc-destroy', async () => {
    await pair.equal(`lxc-destroy -n ${web}`);
    await pair.equal(`lxc-stop -n ${web} -k`);
    await pair.equal(`lxc-info -n ${web} -s`);
    await pair.equal(`lxc-start -n ${web}`);
    // Nothing in this container minds a request to end.
    await pair.equal(`lxc-stop -n ${web} --nokill -t 1`);
    await pair.equal(`lxc-info -n ${web} -s`);
    await pair.equal(`lxc-stop -n ${web} -t 1`);
    await pair.equal('lxc-ls -f');
  });

  test('lxc-autostart starts and stops a group', async () => {
    await pair.equal('lxc-autostart -g onboot');
    await pair.equal('lxc-ls -f');
    await pair.equal('lxc-autostart -k -g onboot');
    await pair.equal('lxc-ls -f');
  });

  test('lxc-start stays with a container in the foreground, and takes other values and another program', async () => {
    const say = (...words: string[]) =>
      pair.equal(['lxc-start', '-n', web, '-F', '-s', 'lxc.console.path=none', ...words]);
    assert.is((await say('--', '/bin/sh', '-c', 'echo hello; exit 3')).stdout, 'hello\n');
    await say('-s', 'lxc.init.cmd=/bin/hostname', '-s', 'lxc.uts.name=foo');
    await pair.equal(`lxc-start -n ${web} -d -p @/pid -- /bin/sleep 77`);
    await pair.equal(['lxc-attach', '-n', web, '--', 'sh', '-c', 'cat /proc/1/cmdline | tr "\\0" " "']);
    // Neither is kept.
    await pair.equal(`lxc-stop -n ${web} -k`);
    await pair.equal(`lxc-start -n ${web}`);
    await pair.equal(['lxc-attach', '-n', web, '--', 'sh', '-c', 'cat /proc/1/cmdline | tr "\\0" " "']);
    await pair.equal(['lxc-attach', '-n', web, '--', 'hostname']);
  });

  test('lxc-monitor tells what becomes of a container, in the same order', async () => {
    await pair.equal(`lxc-stop -n ${web} -k`);
    const watch = (host: typeof pair.ours, program: string) => {
      let text = '';
      const child = host.spawn(program, ['-P', `${host.directory}/lxc`, '-n', web]);
      child.stdout!.on('data', chunk => (text += chunk));
      return { child, text: () => text };
    };
    const watchers = [
      watch(pair.theirs, '/usr/bin/lxc-monitor'),
      watch(pair.ours, `${pair.ours.directory}/bin/lxc-monitor`),
    ];
    try {
      // A watcher that has just been started may miss the first states: it is heard when a start has been.
      for (let round = 0; round < 20 && watchers.some(({ text }) => !text().includes('STOPPED')); round++) {
        await pair.equal(`lxc-start -n ${web}`);
        await pair.equal(`lxc-stop -n ${web} -k`);
      }
      await pair.equal(`lxc-start -n ${web}`);
      await pair.equal(`lxc-freeze -n ${web}`);
      await pair.equal(`lxc-unfreeze -n ${web}`);
      await pair.equal(`lxc-stop -n ${web} -k`);
      const [theirs, ours] = await Promise.all(
        watchers.map(({ text }) =>
          until(
            'the last life',
            () => lastLife(text()),
            lines => lines.at(-1)?.endsWith('[STOPPED]') === true && lines.join().includes('FROZEN'),
          ),
        ),
      );
      assert.equal(ours, theirs);
    } finally {
      for (const { child } of watchers) child.kill();
    }
  });

  test('lxc-execute runs a program in a container that is made for it', async () => {
    const say = (...words: string[]) => pair.equal(['lxc-execute', '-n', pair.name('once'), ...words]);
    assert.is((await say('-f', '@/once.conf', '--', '/bin/echo', 'hello')).stdout, 'hello\n');
    assert.is((await say('-f', '@/once.conf', '--', '/bin/sh', '-c', 'exit 9')).code, 9);
    assert.is((await say('-f', '@/once.conf', '--', '/bin/sh', '-c', 'kill -9 $$')).code, 137);
    assert.is((await say('-f', '@/nosuch.conf', '--', '/bin/true')).code, 1);
    const missing = ['lxc-execute', '-n', pair.name('once'), '-f', '@/once.conf', '--', '/bin/nosuch'];
    assert.is((await pair.equal(missing, { ownWords: 'any' })).code, 255);
    await pair.equal('lxc-ls');
  });

  test('lxc-destroy -f ends it first', async () => {
    await pair.equal(`lxc-start -n ${web}`);
    await pair.equal(`lxc-destroy -n ${web} -f`);
    await pair.equal(`lxc-info -n ${web}`);
    await pair.equal(`lxc-destroy -n ${web}`);
    await pair.equal(`lxc-destroy -n ${pair.name('b')}`);
    await pair.equal('lxc-ls');
    for (const { directory } of [pair.theirs, pair.ours])
      assert.not.ok(existsSync(`${directory}/lxc/${web}`));
    pair.ours.sh('ip link del br0');
    assert.equal(await pair.ours.leaks(), []);
  });

  test('lxc-unshare, lxc-usernsexec and lxc-config need no container', async () => {
    await pair.equal('lxc-unshare -s UTSNAME -H foo -- hostname');
    await pair.equal('lxc-unshare -s UTSNAME');
    await pair.equal(['lxc-unshare', '-s', 'UTSNAME|IPC', '--', 'sh', '-c', 'echo hello']);
    // LXC 5 says 1 for every failure; ours, as LXC 1, what the program has said.
    const failing = ['lxc-unshare', '-s', 'UTSNAME', '--', 'sh', '-c', 'exit 3'];
    await pair.equal(failing, { ownWords: 'any', ownCode: true });
    for (const maps of ['-m b:0:100000:65536', '-m u:0:100000:10 -m g:0:200000:10', '-s -m b:0:100000:10'])
      for (const file of ['uid_map', 'gid_map'])
        await pair.equal(`lxc-usernsexec ${maps} -- cat /proc/self/${file}`);
    await pair.equal(['lxc-usernsexec', '-m', 'b:0:100000:65536', '--', 'sh', '-c', 'id -u; exit 4']);
    await pair.equal('lxc-config -l');
    await pair.equal('lxc-config lxc.nothing');
    await pair.equal('lxc-config');
  });

  test.run();
}

/** The lines of the last time that it ran, without the name; LXC tells of freezing and thawing twice. */
function lastLife(text: string): string[] {
  const lines = text
    .trim()
    .split('\n')
    .map(line => line.replace(/^'[^']*' /, ''));
  const life = lines.slice(lines.findLastIndex(line => line.endsWith('[STARTING]')));
  return life.filter((line, index) => line !== life[index - 1]);
}
