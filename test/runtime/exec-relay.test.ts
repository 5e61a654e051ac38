import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs a module as a program of its own whose descriptors 3, 4, 5 are a program's pipes: relays are about this process's
 * standard input and output, which are the test runner's here.
 */
function relay(shell: string, input: string | undefined): Promise<{ stdout: string; stderr: string }> {
  const module = `
    import { relayPipes } from ${JSON.stringify(`${root}src/runtime/exec-pipes.ts`)};
    await relayPipes({ stdin: 3, stdout: 4, stderr: 5 }, AbortSignal.timeout(3000));
    process.stdout.write('<relayed>', () => process.exit(0));
  `;
  const script = `
    set -e
    fifo=$(mktemp -d)
    trap 'rm -r "$fifo"' EXIT
    mkfifo "$fifo/0" "$fifo/1" "$fifo/2"
    sh -c "$SHELL_PROGRAM" <"$fifo/0" >"$fifo/1" 2>"$fifo/2" 3<&- &
    "$NODE" --import tsx --input-type=module -e "$MODULE" 3>"$fifo/0" 4<"$fifo/1" 5<"$fifo/2"
  `;
  return new Promise((resolve, reject) => {
    const child = execFile(
      'bash',
      ['-c', script],
      {
        cwd: root,
        env: { ...process.env, SHELL_PROGRAM: shell, MODULE: module, NODE: process.execPath },
        timeout: 20_000,
      },
      (error, stdout, stderr) => (error ? reject(error) : resolve({ stdout, stderr })),
    );
    if (input === undefined) return;
    child.stdin!.on('error', () => {});
    child.stdin!.end(input);
  });
}

test('the end of input reaches the program, and its output still comes', async () => {
  const { stdout, stderr } = await relay('sort; echo done >&2', 'b\na\n');
  assert.is(stdout, 'a\nb\n<relayed>');
  assert.is(stderr, 'done\n');
});

test('a program that does not read its input is no error', async () => {
  const { stdout } = await relay('echo hello', 'x'.repeat(1_000_000));
  assert.is(stdout, 'hello\n<relayed>');
});

test('a megabyte comes through whole, whatever the pipes hold', async () => {
  const { stdout } = await relay('head -c 1000000 /dev/zero | tr "\\0" a', '');
  assert.is(stdout.length, 1_000_000 + '<relayed>'.length);
});

test('pipes that something in the background keeps open are given up after the program has ended', async () => {
  const begun = Date.now();
  const { stdout } = await relay('echo first; exec sleep 30', undefined);
  assert.is(stdout, 'first\n<relayed>');
  assert.ok(Date.now() - begun < 15_000);
});

const python = spawnSync('python3', ['-c', 'pass']).status === 0;

/** Plays the operator: a terminal for our process, and another one whose master our process relays. */
const operator = `
import os, pty, sys, time, tty, termios, fcntl, struct, select, subprocess
outer, outer_slave = pty.openpty()
inner, inner_slave = pty.openpty()
before = termios.tcgetattr(outer_slave)
fcntl.ioctl(outer_slave, termios.TIOCSWINSZ, struct.pack('HHHH', 33, 99, 0, 0))
program = subprocess.Popen(['setsid', '-c', 'sh', '-c', sys.argv[1]], stdin=inner_slave, stdout=inner_slave, stderr=inner_slave)
os.close(inner_slave)
os.environ['MASTER'] = str(inner)
relay = subprocess.Popen(sys.argv[3:], stdin=outer_slave, stdout=outer_slave, stderr=2, pass_fds=(inner,))
os.close(inner)
text = b''; sent = False; end = time.time() + 15
while time.time() < end:
    ready, _, _ = select.select([outer], [], [], 0.05)
    if ready: text += os.read(outer, 65536)
    if not sent and b'ready' in text:
        os.write(outer, sys.argv[2].encode().decode('unicode_escape').encode()); sent = True
    if relay.poll() is not None and not ready: break
same = termios.tcgetattr(outer_slave) == before
relay.kill(); program.kill()
sys.stdout.buffer.write(text); print('restored' if same else 'NOT RESTORED', relay.returncode)
`;

function operate(program: string, typed: string, ending: string): string {
  const module = `
    import { spawnSync } from 'node:child_process';
    import { relayTerminal } from ${JSON.stringify(`${root}src/runtime/exec-terminal.ts`)};
    const native = {
      terminalSize: () => ({ rows: process.stdout.rows, columns: process.stdout.columns }),
      setTerminalSize: (fd, rows, columns) => void spawnSync('stty', ['rows', rows, 'cols', columns], { stdio: [fd, 'ignore', 'ignore'] }),
    };
    ${ending}
    await relayTerminal(Number(process.env.MASTER), native);
    process.exit(0);
  `;
  const argv = [
    '-c',
    operator,
    program,
    typed,
    process.execPath,
    '--import',
    'tsx',
    '--input-type=module',
    '-e',
    module,
  ];
  const { stdout, stderr } = spawnSync('python3', argv, { cwd: root, encoding: 'utf8', timeout: 30_000 });
  assert.is(stderr, '');
  return stdout;
}

const skipped = python ? test : test.skip;

skipped(
  'a terminal is relayed with its size, and Ctrl-C reaches the program and not us (needs python3 for a pty)',
  () => {
    const program =
      'trap "echo interrupted; exit" INT; sleep 1; stty size; echo ready; while :; do sleep 0.1; done';
    const text = operate(program, '\\x03', '');
    assert.match(text, '33 99');
    assert.match(text, 'interrupted');
    assert.match(text, /restored 0\n$/);
  },
);

skipped('the terminal is restored when a signal ends us (needs python3 for a pty)', () => {
  const ending =
    "process.once('SIGTERM', () => process.exit(143)); setTimeout(() => process.kill(process.pid, 'SIGTERM'), 1500);";
  const text = operate('echo ready; sleep 20', 'x', ending);
  assert.match(text, /restored 143\n$/);
});

test.run();
