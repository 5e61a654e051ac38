/** Options of LXC's commands, and those that need no container, held against Debian's tools of those names. */
import { existsSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, isRoot } from './harness.js';
import { Pair } from './lxc-pair.js';
import { Person } from './person.js';

const test = suite('lxc-options');

const configuration = (more = '') => `
lxc.init.cmd = /bin/sleep 1000
lxc.mount.auto = proc:rw sys:ro
lxc.uts.name = inside
lxc.net.0.type = empty
lxc.start.auto = 1
${more}
`;

/** As a configuration of LXC 1 has them. */
const old = `# a comment
lxc.utsname = foo
lxc.rootfs = /var/lib/x/rootfs
lxc.rootfs.mount = /mnt
lxc.mount = /etc/fstab
lxc.mount.entry = proc proc proc nodev 0 0
#lxc.tty = 4
lxc.pts=1024
lxc.id_map = u 0 100000 65536
lxc.network.type = veth
lxc.network.link = br0
lxc.network.ipv4 = 10.0.0.2/24
lxc.network.ipv4.gateway = 10.0.0.1

lxc.network.type = empty
lxc.network.flags = up
lxc.cap.drop = sys_module
lxc.kmsg = 0
lxc.cgroup.cpu.shares = 100
`;

if (!isRoot() || !existsSync('/usr/bin/lxc-start')) {
  console.log('skipped: containers need root, and the comparison LXC');
} else {
  let pair: Pair;
  let web: string;
  let db: string;
  const attach = (...words: string[]) => pair.equal(['lxc-attach', '-n', web, ...words]);
  const script = (...words: string[]) => attach(...words.slice(0, -1), '--', 'sh', '-c', words.at(-1)!);

  beforeAll(test, async () => {
    pair = await Pair.make();
    [web, db] = [pair.name('web'), pair.name('db')];
    pair.write('web.conf', configuration('lxc.group = onboot\nlxc.cap.drop = sys_admin net_raw'));
    pair.write('db.conf', configuration('lxc.start.order = 1\nlxc.start.delay = 1'));
    pair.write('inside.conf', configuration('lxc.rootfs.path = dir:@/tree'));
    pair.write('old.conf', old);
  });
  test.after(() => pair.destroy());

  test('every tool tells its usage alike, and help is no failure unless it answers a mistake', async () => {
    const tools = ['attach', 'cgroup', 'console', 'create', 'destroy', 'execute', 'freeze', 'info', 'ls']
      .concat(['monitor', 'start', 'stop', 'top', 'unfreeze', 'unshare', 'wait', 'snapshot'])
      .map(each => `lxc-${each}`);
    for (const tool of tools) {
      await pair.equalHelp(`${tool} --usage`);
      for (const option of ['-h', '-?', '--help']) await pair.equal(`${tool} ${option}`);
    }
    await pair.equal('lxc-start --share x');
    await pair.equal('lxc-info -n x --rcfile /nosuch', { ownWords: true });
  });

  test('lxc-checkconfig reads the kernel’s configuration as LXC does', async () => {
    await pair.equal('lxc-checkconfig');
    for (const host of [pair.theirs, pair.ours]) host.sh(`zcat /proc/config.gz > ${host.directory}/kernel`);
    const without = (text: string) => text.split('\n').slice(1, -3).join('\n');
    const [theirs, ours] = await Promise.all([
      pair.theirs.run('env', [`CONFIG=${pair.theirs.directory}/kernel`, 'lxc-checkconfig']),
      pair.ours.run('env', [
        `CONFIG=${pair.ours.directory}/kernel`,
        `${pair.ours.directory}/bin/lxc-checkconfig`,
      ]),
    ]);
    assert.is(without(ours.stdout), without(theirs.stdout));
  });

  test('lxc-update-config brings a file up to date and keeps the old one', async () => {
    await pair.equal('lxc-update-config');
    await pair.equal('lxc-update-config -c @/old.conf');
    for (const file of ['old.conf', 'old.conf.backup']) {
      const [theirs, ours] = [pair.theirs, pair.ours].map(host => readFileSync(`${host.directory}/${file}`));
      assert.is(String(ours), String(theirs), file);
    }
    assert.is((await pair.equal('lxc-update-config -c /nosuch', { ownWords: true })).code, 1);
  });

  test('lxc-unshare and lxc-config take what LXC’s do', async () => {
    for (const host of [pair.theirs, pair.ours]) host.sh('ip link add v0 type veth peer name v1');
    for (const words of [
      ...['-s UTSNAME -i lo -- true', '-s PID -H x -- true', '-s PID -M -- true', '-s BLUB -- true'],
      ...['-s USER -u nosuch -- id', '-s USER -u daemon -- id -u', '-s USER -u 1000 -- id -u'],
      ...['-s UTSNAME|IPC|MOUNT -H foo -- hostname', '-s uts -- true', '-s UTSNAME -d -- true'],
    ])
      await pair.equal(`lxc-unshare ${words}`);
    // What Debian's tool mounts there cannot be read, and its program does not wait for the interface.
    const run = (...words: string[]) => pair.ours.run(`${pair.ours.directory}/bin/lxc-unshare`, words);
    const look = 'ls -d /proc/[0-9]* | wc -l; ls /dev/shm | wc -l';
    const mounted = await run('-s', 'MOUNT|PID|IPC', '-M', '--', 'sh', '-c', look);
    assert.is(mounted.stdout, '4\n0\n');
    const moved = await run('-s', 'NETWORK', '-i', 'v0', '--', 'ip', '-br', 'link', 'show', 'v0');
    assert.match(moved.stdout, /^v0@/);
    for (const item of ['lxc.bdev.lvm.vg', 'lxc.bdev.zfs.root', 'lxc.cgroup.use', 'lxc.default_config'])
      await pair.equal(`lxc-config ${item}`);
  });

  test('lxc-create takes options of other stores, and puts a root file system where it is told', async () => {
    await pair.equal(`lxc-create -n ${web} -f @/web.conf -t @/template -B best --fssize 1G`);
    await pair.equal(`lxc-create -n ${db} -f @/db.conf -t @/template --dir @/elsewhere`);
    assert.ok(existsSync(`${pair.ours.directory}/elsewhere/bin/sh`));
  });

  test('lxc-autostart lists by groups, in order, and ends in the opposite one', async () => {
    for (const options of ['', '-a', '-A', '-g onboot', '-g onboot,', '-g onboot -g ,', '-t x', '-r', '-s'])
      await pair.equal(`lxc-autostart -L ${options}`.trim());
    await pair.equal('lxc-autostart -a');
    for (const options of ['-r', '-s', '-k', '-a -r', '-a -k', '-g onboot -s'])
      await pair.equal(`lxc-autostart -L ${options}`);
    // Nothing in these minds a request to boot again.
    await pair.equal('lxc-autostart -r -g onboot');
    await pair.equal('lxc-ls -f');
  });

  test('lxc-attach enters some namespaces only, and leaves restraints behind', async () => {
    const place =
      'hostname; for n in ipc mnt net pid user uts; do test $(readlink /proc/self/ns/$n) = $(readlink /proc/1/ns/$n); echo $n $?; done; grep Cap /proc/self/status; pwd';
    await script('-s', 'NETWORK', place);
    await script('-s', 'uts', place);
    await script('-s', 'NETWORK|MOUNT', 'hostname; ls -d /tmp; pwd');
    await script('-s', 'PID', '-R', 'ls /proc | grep -c "^[0-9]"; mount | grep -c " /proc "');
    await script('-s', 'NETWORK', '-R', 'ls /sys/class/net');
    await script('-R', 'ls /sys/class/net');
    const held = 'grep CapEff /proc/self/status; grep -c "^0::/\\.\\." /proc/self/cgroup';
    for (const option of ['-e', '-eCAP', '-eCGROUP', '-eLSM|CAP', '-eLSM']) await script(option, held);
    await script('grep Cap /proc/self/status; id');
    for (const option of ['-sBLUB', '-eBLUB', '-ablub', '-ux', '-g1x']) await attach(option, '--', 'true');
    for (const name of ['i686', 'x86_64']) await attach('-a', name, '--', 'uname', '-m');
    await attach('-u', '3', '--', 'id');
    await attach('-g', '3', '--', 'id');
    await attach('-L', '@/transcript', '--', 'echo', 'hello');
    await pair.equal(['lxc-attach', '-n', web, '-f', '/nosuch', '--', 'id'], { ownWords: true });
    // LXC passes over a context where there is no SELinux; nobody shall believe in one here.
    const context = [
      '-P',
      `${pair.ours.directory}/lxc`,
      '-n',
      web,
      '-c',
      'system_u:system_r:x',
      '--',
      'true',
    ];
    const refused = await pair.ours.run(`${pair.ours.directory}/bin/lxc-attach`, context);
    if (!existsSync('/sys/fs/selinux/enforce')) assert.match(refused.stderr, 'SELinux');
  });

  test('lxc-start shares namespaces of another container', async () => {
    await pair.equal(`lxc-stop -n ${web} -k`);
    await pair.equal(`lxc-start -n ${web} --share-net ${db} --share-ipc ${db} --share-uts ${db}`);
    await attach('--', 'hostname');
    for (const [host, directory] of [
      [pair.theirs, ''],
      [pair.ours, `${pair.ours.directory}/bin/`],
    ] as const)
      for (const kind of ['net', 'ipc', 'uts']) {
        const namespaceOf = async (name: string) => {
          const told = await host.run(`${directory}lxc-info`, [
            '-P',
            `${host.directory}/lxc`,
            '-n',
            name,
            '-pH',
          ]);
          return readlinkSync(`/proc/${told.stdout.trim()}/ns/${kind}`);
        };
        assert.is(await namespaceOf(web), await namespaceOf(db), kind);
      }
    const sharing = ['lxc-execute', '-n', pair.name('once'), '-f', '@/inside.conf', '--share-uts', db];
    await pair.equal([...sharing, '--', 'hostname']);
    await pair.equal(`lxc-stop -n ${web} -k`);
    const missing = ['lxc-start', '-n', web, '--share-net', 'nothere'];
    assert.is((await pair.equal(missing, { ownWords: 'any' })).code, 1);
  });

  test('lxc-console connects, types, hands the leave on, and leaves', async () => {
    for (const { directory } of [pair.theirs, pair.ours])
      writeFileSync(
        `${directory}/tree/echoes`,
        '#!/bin/sh\nwhile read line; do echo "got $line"; done < /dev/tty1 > /dev/tty1\n',
        { mode: 0o755 },
      );
    pair.write('tty.conf', 'lxc.init.cmd = /echoes\nlxc.tty.max = 2\nlxc.net.0.type = empty\n');
    const tty = pair.name('tty');
    await pair.equal(`lxc-create -n ${tty} -f @/tty.conf -t @/template`);
    await pair.equal(`lxc-start -n ${tty}`);
    await pair.equal(`lxc-console -n ${tty} -t x`);
    await pair.equal(`lxc-console -n ${tty} -t 9`, { ownWords: 'any' });
    for (const [options, leave] of [
      [['-t', '1'], '\u0001'],
      [['-t', '1', '-e', '^b'], '\u0002'],
    ] as const) {
      const sit = async (host: typeof pair.ours, directory: string) => {
        const words = [`${directory}lxc-console`, '-P', `${host.directory}/lxc`, '-n', tty, ...options];
        const person = new Person(host, words);
        await person.sees('itself');
        person.type('hello\r');
        await person.sees('got hello');
        person.type(`${leave}${leave}\r`);
        await person.sees(`got ${leave}`);
        person.type(`${leave}q`);
        // LXC leaves a further return at the end of lines.
        return { code: await person.ended, seen: person.seen.replace(/\r+\n/g, '\n').trimEnd() };
      };
      const theirs = await sit(pair.theirs, '');
      assert.equal(await sit(pair.ours, `${pair.ours.directory}/bin/`), theirs);
      assert.is(theirs.code, 0);
    }
    await pair.equal(`lxc-stop -n ${tty} -k`);
  });

  test('lxc-start -L keeps what the console shows', async () => {
    const line = ['lxc-start', '-n', web, '-L', '@/console.log', '--', '/bin/sh', '-c'];
    await pair.equal([...line, 'echo hello; exec sleep 100']);
    assert.is(readFileSync(`${pair.ours.directory}/console.log`, 'utf8'), 'hello\n');
    await pair.equal(`lxc-stop -n ${web} -k`);
  });

  test.run();
}
