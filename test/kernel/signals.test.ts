/** Ctrl-C and kill at any moment: the command ends at once with the shell's code, and nothing of it is left. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, Host, isRoot, until } from './harness.js';

const program = join(import.meta.dirname, '../../bin/lxc-compose');
const names = Array.from({ length: 12 }, (_, index) => `c${index}`);
const many = `
networks:
  br0: {addresses: [10.0.2.1/24], pool: 10.0.2.10-10.0.2.60, nat: true}
containers:
${names.map(name => `  ${name}: {rootfs: host, command: [sleep, infinity], networks: [br0], limits: {memory: 32M, pids: 20}}`).join('\n')}
`;
/** It hears the signal and goes on, so that a stop takes its whole grace. */
const stubborn = `
containers:
  web:
    rootfs: host
    command: [sh, -c, "trap : TERM; while :; do sleep 0.1; done"]
    stop_grace_period: 20s
`;
/** Far below what anything that is waited for here takes, and enough for a busy machine. */
const promptMs = 1500;

/** Sends the signal and gives the exit code and how long the end took. */
async function interrupt(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const ended = new Promise<number | null>(resolve => child.once('exit', resolve));
  const since = Date.now();
  child.kill(signal);
  const code = await ended;
  assert.ok(Date.now() - since < promptMs, `it took ${Date.now() - since} ms`);
  return code;
}

/** Processes that have the project's lock open: what an `up` or `down` started and did not take along. */
function lockHolders(directory: string): string[] {
  return readdirSync('/proc')
    .filter(pid => /^\d+$/.test(pid) && Number(pid) !== process.pid)
    .flatMap(pid => {
      try {
        const open = readdirSync(`/proc/${pid}/fd`).map(each => readlinkSync(`/proc/${pid}/fd/${each}`));
        const holds = open.some(path => path.startsWith(directory) && path.endsWith('/lock'));
        return holds ? [readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ')] : [];
      } catch {
        return [];
      }
    });
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter(pid => /^\d+$/.test(pid))
    .map(Number)
    .filter(pid => {
      try {
        return Number(readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]!.split(' ')[1]) === parent;
      } catch {
        return false;
      }
    });
}

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  beforeAll(test, async () => {
    host = await Host.make();
  });
  test.after(() => host.destroy());

  const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds));
  const quiet = () =>
    until(
      'the lock is free',
      () => lockHolders(host.directory),
      left => left.length === 0,
      2000,
    );

  const moments = [60, 80, 100, 120, 140, 160, 180, 200].map(base => base + Math.floor(Math.random() * 20));
  for (const [index, delay] of moments.entries()) {
    const signal = index % 2 === 0 ? 'SIGINT' : 'SIGTERM';
    test(`up ended by ${signal} after ${delay} ms`, async () => {
      const spec = host.spec(many, 'many');
      const up = host.start(...spec, 'up');
      await pause(delay);
      const done = up.exitCode;
      const code = await (done === null ? interrupt(up, signal) : done);
      // null: the signal came before Node had loaded us, and ended it by itself.
      if (code !== 0 && code !== null) assert.is(code, signal === 'SIGINT' ? 130 : 143);
      await quiet();
      await host.must(...spec, '--lock-timeout', '2s', 'up');
      assert.is((await host.compose(...spec, 'plan', '--exit-code')).code, 0);
      const down = host.start(...spec, 'down', '--timeout', '0');
      await pause(delay);
      if (down.exitCode === null) await interrupt(down, signal);
      await quiet();
      await host.must(...spec, 'down', '--timeout', '0');
      assert.equal(await host.leaks(), []);
    });
  }

  test('down does not wait for a stop that goes on, nor does a command that waits for its lock', async () => {
    const spec = host.spec(stubborn, 'stubborn');
    await host.must(...spec, 'up');
    const down = host.start(...spec, 'down');
    await pause(500);
    assert.is.not(lockHolders(host.directory).length, 0);
    const up = host.start(...spec, 'up');
    await new Promise(resolve => up.stderr!.once('data', resolve));
    assert.is(await interrupt(up, 'SIGTERM'), 143);
    assert.is(await interrupt(down, 'SIGINT'), 130);
    await quiet();
    await host.must(...spec, 'down', '--timeout', '0');
    assert.equal(await host.leaks(), []);
  });

  test('a second signal finds nothing that could hold it up', async () => {
    const spec = host.spec(stubborn, 'twice');
    await host.must(...spec, 'up');
    const down = host.start(...spec, 'down');
    await pause(500);
    down.kill('SIGINT');
    const code = await interrupt(down, 'SIGINT');
    // By the first one's handler, or by the kernel for the second.
    assert.ok(code === 130 || (code === null && down.signalCode === 'SIGINT'));
    await host.must(...spec, 'down', '--timeout', '0');
    assert.equal(await host.leaks(), []);
  });

  test('logs -f and exec end with the signal, and the container runs on', async () => {
    const spec = host.spec(stubborn, 'watched');
    await host.must(...spec, 'up');
    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      const logs = host.start(...spec, 'logs', '-f');
      const exec = host.start(...spec, 'exec', '-T', 'web', 'sh', '-c', 'echo ready; exec sleep 3');
      await new Promise(resolve => exec.stdout!.once('data', resolve));
      assert.is(await interrupt(exec, signal), code);
      assert.is(await interrupt(logs, signal), code);
    }
    assert.is((await host.ps(...spec)).get('web')!.state, 'RUNNING');
    await host.must(...spec, 'down', '--timeout', '0');
    assert.equal(await host.leaks(), []);
  });

  test('the terminal is as it was after exec and after up with its live block', async () => {
    const spec = host.spec(stubborn, 'terminal');
    await host.must(...spec, 'up');
    for (const [command, ready] of [
      ['exec web sh -c "echo ready; exec sleep 3"', 'ready'],
      ['down', '\x1b[?25l'],
    ] as const) {
      const line = `stty -g; ${program} ${spec.join(' ')} ${command}; echo "code $?"; stty -g`;
      const script = host.spawn('script', ['-qfc', line, '/dev/null']);
      let shown = '';
      script.stdout!.on('data', chunk => (shown += chunk));
      await until(
        'it works',
        () => shown,
        text => text.includes(ready),
      );
      const [shell] = childrenOf(script.pid!);
      process.kill(childrenOf(shell!)[0]!, 'SIGTERM');
      await new Promise(resolve => script.once('exit', resolve));
      assert.match(shown, 'code 143');
      const states = shown
        .split(/\r?\n/)
        .filter(each => /^[0-9a-f]+(:[0-9a-f]+)+$/.test(each.replace(/\x1b\[\?25[hl]/g, '')));
      assert.is(states.length, 2, shown);
      assert.is(states[0], states[1]!.replace(/\x1b\[\?25[hl]/g, ''));
      if (command === 'down') assert.ok(shown.lastIndexOf('\x1b[?25h') > shown.lastIndexOf('\x1b[?25l'));
    }
    await quiet();
    await host.must(...spec, 'down', '--timeout', '0');
    assert.equal(await host.leaks(), []);
  });

  test('a spec that is awaited on standard input holds nothing up', async () => {
    const config = spawn(program, ['-f', '-', 'config'], {
      env: host.environment,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    await pause(300);
    assert.is(await interrupt(config, 'SIGINT'), 130);
    config.stdin!.destroy();
  });
}
test.run();
