/** Hooks on the real kernel: each once, in LXC's order and with LXC's variables, compared with LXC itself. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeBusyboxTree } from './busybox-tree.js';
import { beforeAll, Host, isRoot, until } from './harness.js';

const outside = ['pre-start', 'pre-mount', 'mount', 'autodev', 'start-host', 'stop', 'post-stop'];

interface Call {
  arguments: string[];
  variables: Record<string, string>;
  hostName: string;
  seesRoot: boolean;
}

/** What each call of the script wrote, by event. */
function callsIn(file: string): Map<string, Call[]> {
  const calls = new Map<string, Call[]>();
  if (!existsSync(file)) return calls;
  for (const text of readFileSync(file, 'utf8').split('== ').slice(1)) {
    const [head, ...lines] = text.trimEnd().split('\n');
    const pairs = lines.map(
      line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const,
    );
    const all = Object.fromEntries(pairs);
    const { uts, root, ...variables } = all;
    const words = head!.split(' ');
    const call = { arguments: words, variables, hostName: uts!, seesRoot: root === 'yes' };
    calls.set(words[2]!, [...(calls.get(words[2]!) ?? []), call]);
  }
  return calls;
}

/** Numbers that are another process's each time, and variables that only one of the two has. */
function comparable({ arguments: words, variables, hostName, seesRoot }: Call): unknown {
  const same = (text: string) => text.replace(/\/proc\/\d+\/fd\/\d+/g, '/proc/N/fd/N');
  const kept = Object.entries(variables).filter(([name]) => !name.startsWith('LXC_COMPOSE_'));
  return {
    words: words.map(same),
    variables: Object.fromEntries(
      kept.map(([name, value]) => [
        name,
        name === 'LXC_PID' || name === 'LXC_CONFIG_FILE' ? value !== '' : same(value),
      ]),
    ),
    hostName,
    seesRoot,
  };
}

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  let tree: string;
  let log: string;
  let script: string;
  const inside = () => join(tree, 'tmp/hooks.log');
  const clear = () => {
    for (const each of [log, inside()]) rmSync(each, { force: true });
  };
  const calls = () => new Map([...callsIn(log), ...callsIn(inside())]);
  const order = () =>
    readFileSync(log, 'utf8')
      .split('\n')
      .filter(line => line.startsWith('== '))
      .map(line => line.split(' ')[3]!);
  const spec = (more: string, name = 'hooks') =>
    host.spec(
      `containers:\n  web:\n    rootfs: ${tree}\n    hooks:\n${outside
        .map(each => `      ${each}: ${script}\n`)
        .join('')}      start: /bin/hook.sh\n      destroy: ${script}\n${more}`,
      name,
    );

  beforeAll(test, async () => {
    host = await Host.make();
    tree = makeBusyboxTree(join(host.directory, 'tree'));
    log = join(host.directory, 'hooks.log');
    script = join(host.directory, 'hook.sh');
    // The host's ids of a private range have to reach it.
    chmodSync(host.directory, 0o755);
    chmodSync(join(tree, 'tmp'), 0o1777);
    for (const [path, to] of [
      [script, log],
      [join(tree, 'bin/hook.sh'), '/tmp/hooks.log'],
    ] as const) {
      const root = '[ -e "$LXC_ROOTFS_MOUNT/bin/busybox" ] && echo root=yes || echo root=no';
      writeFileSync(
        path,
        `#!/bin/sh\n{ echo "== $*"; env | grep ^LXC_ | sort; ${root}; echo "uts=$(uname -n)"; } >> ${to}\nchmod 666 ${to} 2>/dev/null\necho "hook $3"\n`,
      );
      chmodSync(path, 0o755);
    }
  });
  test.after(() => host.destroy());

  test('each hook runs once, in the order and with the arguments and variables that LXC gives it', async () => {
    if (!existsSync('/usr/bin/lxc-start')) {
      console.log('skipped: the package lxc is not installed');
      return;
    }
    clear();
    const configuration = join(host.directory, 'lxc.conf');
    const lxcPath = join(host.directory, 'lxc');
    mkdirSync(lxcPath);
    const hooks = outside.map(each => `lxc.hook.${each} = ${script}`);
    writeFileSync(
      configuration,
      [
        'lxc.uts.name = web',
        `lxc.rootfs.path = dir:${tree}`,
        'lxc.net.0.type = empty',
        'lxc.init.cmd = /bin/true',
        'lxc.mount.auto = proc sys',
        'lxc.hook.start = /bin/hook.sh',
        ...hooks,
        '',
      ].join('\n'),
    );
    const command = ['-m', 'lxc-start', '-n', 'web', '-P', lxcPath, '-f', configuration, '-F'];
    const theirs = await host.run('unshare', command);
    assert.is(theirs.code, 0, theirs.stderr);
    const [theirCalls, theirOrder] = [calls(), order()];
    clear();
    const arguments_ = spec('    idmap: none\n    init: [/bin/true]\n');
    await host.must(...arguments_, 'up');
    await until('the last hook has run', () => calls().get('post-stop')?.[0]?.hostName);
    assert.equal(order(), theirOrder);
    assert.equal(order(), outside);
    for (const [event, [call, ...more]] of theirCalls) {
      assert.is(more.length, 0);
      const ours = calls().get(event)!;
      assert.is(ours.length, 1);
      // LXC sets the host name after its pre-mount hooks, and before them here.
      const [mine, other] = [comparable(ours[0]!), comparable(call!)] as [object, object];
      if (event === 'pre-mount') assert.equal({ ...mine, hostName: '' }, { ...other, hostName: '' }, event);
      else assert.equal(mine, other, event);
    }
    assert.equal([...calls().keys()].sort(), [...theirCalls.keys()].sort());
    await host.must(...arguments_, 'down');
    assert.is(calls().get('destroy')?.length, 1);
    assert.equal(await host.leaks(), []);
  });

  test('with private ids the hooks of the mounts run as root of the container', async () => {
    clear();
    writeFileSync(log, '');
    chmodSync(log, 0o666);
    const arguments_ = spec('    init: [/bin/sleep, infinity]\n', 'mapped');
    await host.must(...arguments_, 'up');
    assert.ok(calls().get('mount')?.[0]?.seesRoot);
    assert.is(calls().get('start')?.length, 1);
    await host.must(...arguments_, 'down', '--timeout', '0');
    assert.equal(order(), [...outside, 'destroy']);
    assert.equal(await host.leaks(), []);
  });

  test('a restart runs them again, and tells the stop hook that the container comes back', async () => {
    clear();
    const more = '    idmap: none\n    init: [/bin/sh, -c, "exit 1"]\n    restart: on-failure:1\n';
    const arguments_ = spec(more, 'again');
    await host.must(...arguments_, 'up');
    await until('it has ended twice', () => calls().get('post-stop')?.[1]?.hostName);
    assert.equal(order(), [...outside, ...outside]);
    const targets = calls()
      .get('stop')!
      .map(each => each.variables['LXC_TARGET']);
    assert.equal(targets, ['reboot', 'stop']);
    await host.must(...arguments_, 'down');
    assert.equal(await host.leaks(), []);
  });

  for (const event of ['pre-start', 'mount', 'start-host', 'start']) {
    test(`a ${event} hook that fails ends the start, and the error has what it said`, async () => {
      const failing = event === 'start' ? join(tree, 'bin/fail.sh') : join(host.directory, 'fail.sh');
      writeFileSync(failing, '#!/bin/sh\necho "the disk is missing" >&2\nexit 7\n');
      chmodSync(failing, 0o755);
      const path = event === 'start' ? '/bin/fail.sh' : failing;
      const arguments_ = host.spec(
        `containers: {web: {rootfs: ${tree}, init: [/bin/sleep, infinity], hooks: {${event}: ${path}}}}`,
        'failing',
      );
      const { code, stderr } = await host.compose(...arguments_, 'up');
      assert.is.not(code, 0);
      assert.match(stderr, `its ${event} hook ${path} ended with exit status 7: the disk is missing`);
      await host.must(...arguments_, 'down');
      assert.equal(await host.leaks(), []);
    });
  }

  test('what hooks write is in the log as notes', async () => {
    const arguments_ = spec('    idmap: none\n    init: [/bin/sleep, infinity]\n', 'log');
    await host.must(...arguments_, 'up');
    const { stdout } = await host.must(...arguments_, 'logs', '--no-color');
    for (const event of ['pre-start', 'mount', 'start']) assert.match(stdout, `hook ${event}`);
    assert.is((await host.compose(...arguments_, 'plan', '--exit-code')).code, 0);
    await host.must(...arguments_, 'down', '--timeout', '0');
  });

  test('hooks of the project run before and after, and one that fails before leaves everything as it is', async () => {
    const note = join(host.directory, 'project.sh');
    writeFileSync(note, '#!/bin/sh\necho "$LXC_HOOK_TYPE $1 $(pwd)" >> $0.log\n[ ! -e $0.fail ]\n');
    chmodSync(note, 0o755);
    const hooks = ['pre-up', 'post-up', 'pre-down', 'post-down']
      .map(each => `${each}: [${note}, x]`)
      .join(', ');
    const arguments_ = host.spec(
      `hooks: {${hooks}}\ncontainers: {web: {rootfs: ${tree}, init: [/bin/sleep, infinity]}}`,
      'project',
    );
    writeFileSync(`${note}.fail`, '');
    const refused = await host.compose(...arguments_, 'up');
    assert.is(refused.code, 1);
    assert.match(refused.stderr, `the pre-up hook ${note} ended with 1`);
    assert.ok([...(await host.ps(...arguments_)).values()].every(each => each.pid === null));
    rmSync(`${note}.fail`);
    await host.must(...arguments_, 'up');
    await host.must(...arguments_, 'down', '--timeout', '0');
    const where = join(host.directory, 'project');
    const ran = ['pre-up', 'pre-up', 'post-up', 'pre-down', 'post-down'].map(each => `${each} x ${where}\n`);
    assert.is(readFileSync(`${note}.log`, 'utf8'), ran.join(''));
    assert.equal(await host.leaks(), []);
  });

  test('post_start runs inside once the container runs, and pre_stop before it is asked to stop', async () => {
    const init =
      '/bin/sh, -c, "trap \\"echo asked >> /tmp/order; exit 0\\" TERM PWR; while :; do sleep 0.1; done"';
    const arguments_ = host.spec(
      `containers:
  web:
    rootfs: ${tree}
    idmap: none
    init: [${init}]
    post_start: [{command: [sh, -c, "echo $$WORD as $$(id -u) in $$PWD > /tmp/order; echo told"], user: "7", working_dir: /lib, environment: {WORD: started}}]
    pre_stop: [{command: [sh, -c, "sleep 0.2; echo stopping >> /tmp/order"]}, {command: [/no/such/program]}]
`,
      'inside',
    );
    const written = join(tree, 'tmp/order');
    rmSync(written, { force: true });
    await host.must(...arguments_, 'up');
    await until(
      'the first has run',
      () => existsSync(written) && readFileSync(written, 'utf8').includes('\n'),
    );
    chmodSync(written, 0o666);
    assert.is((await host.compose(...arguments_, 'plan', '--exit-code')).code, 0);
    await host.must(...arguments_, 'stop');
    assert.is(readFileSync(written, 'utf8'), 'started as 7 in /lib\nstopping\nasked\n');
    const { stdout } = await host.must(...arguments_, 'logs', '--no-color');
    assert.match(stdout, 'told');
    await host.must(...arguments_, 'down');
    assert.equal(await host.leaks(), []);
  });

  test('a hook that leaves a process behind holds nothing up', async () => {
    const daemon = join(host.directory, 'daemon.sh');
    writeFileSync(daemon, '#!/bin/sh\nsleep 20 & echo $! > $0.pid\n');
    chmodSync(daemon, 0o755);
    const arguments_ = host.spec(
      `containers: {web: {rootfs: ${tree}, init: [/bin/sleep, infinity], hooks: {pre-start: ${daemon}}}}`,
      'daemon',
    );
    await host.must(...arguments_, 'up');
    await host.must(...arguments_, 'down', '--timeout', '0');
    execFileSync('kill', ['-9', readFileSync(`${daemon}.pid`, 'utf8').trim()]);
  });
}

test.run();
