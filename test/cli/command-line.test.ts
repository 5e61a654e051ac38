import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { DownOptions, ExecOptions, PlanOptions, UpOptions } from '../../src/app/contract.js';
import { InvalidSpec } from '../../src/app/load.js';
import { ExitCode, Problem } from '../../src/model/problem.js';
import { applied, containerRow, emptyPlan, operation, project, recorder, runFake } from './fakes.js';

test('up passes its flags and services on', async () => {
  const up = recorder<UpOptions, ReturnType<typeof applied>>(applied());
  const { code } = await runFake(['up', '-d', '--wait', '--timeout', '1m30s', 'web', '--recreate', 'db'], {
    verbs: { up: up.verb },
  });
  assert.is(code, 0);
  assert.equal(up.calls[0]!.options, {
    containers: ['web', 'db'],
    wait: true,
    timeoutMs: 90_000,
    recreate: true,
    removeOrphans: false,
  });
});

test('a global flag may stand before or after the verb, and lists add up', async () => {
  const plan = recorder<PlanOptions, typeof emptyPlan>(emptyPlan);
  const { code } = await runFake(
    ['-f', 'a.yaml', '-p', 'one', 'plan', '--file', 'b.yaml', '--project-name=two'],
    { verbs: { plan: plan.verb } },
  );
  assert.is(code, 0);
  assert.equal(plan.calls[0]!.invocation.files, ['a.yaml', 'b.yaml']);
  assert.is(plan.calls[0]!.invocation.projectName, 'two');
});

test('an unknown flag, command or value is exit code 64 with a suggestion', async () => {
  const flag = await runFake(['up', '--wiat']);
  assert.is(flag.code, 64);
  assert.is(
    flag.note,
    'Error: unknown flag "--wiat" (did you mean "--wait"?)\n  See `lxc-compose up --help`.\n',
  );
  const command = await runFake(['donw']);
  assert.is(command.code, 64);
  assert.match(command.note, 'unknown command "donw" (did you mean "down"?)');
  const value = await runFake(['plan', '--format', 'xml']);
  assert.is(value.code, 64);
  assert.match(value.note, '--format is one of text, json, markdown, github, junit, not "xml"');
  assert.is((await runFake(['up', '--timeout', 'soon'])).code, 64);
  assert.is((await runFake(['up', '--timeout'])).code, 64);
  assert.is((await runFake(['-p'])).code, 64);
  assert.is((await runFake(['constructor'])).code, 64);
  assert.is((await runFake(['up', '--constructor'])).code, 64);
});

test('what is not built is refused and never ignored', async () => {
  for (const argv of [
    ['up', '--no-deps'],
    ['--parallel', '2', 'up'],
    ['scale', 'web=3'],
    ['down', '--dry-run'],
  ]) {
    const { code, note } = await runFake(argv);
    assert.is(code, 64, argv.join(' '));
    assert.match(note, 'is not supported yet');
  }
  const fromEnvironment = await runFake(['up'], { environment: { LXC_COMPOSE_PARALLEL_LIMIT: '4' } });
  assert.match(fromEnvironment.note, 'LXC_COMPOSE_PARALLEL_LIMIT is not supported yet');
});

test('every flag has a variable, and what is typed wins', async () => {
  const environment = {
    LXC_COMPOSE_UP_WAIT: 'true',
    LXC_COMPOSE_UP_TIMEOUT: '5',
    LXC_COMPOSE_FILE: 'a.yaml:b.yaml',
    LXC_COMPOSE_PROFILES: 'debug,test',
    LXC_COMPOSE_PROJECT_NAME: 'generic',
    LXC_COMPOSE_UP_PROJECT_NAME: 'special',
    LXC_COMPOSE_REMOVE_ORPHANS: '1',
    LXC_COMPOSE_DISABLE_ENV_FILE: '1',
  };
  const up = recorder<UpOptions, ReturnType<typeof applied>>(applied());
  await runFake(['up', '--timeout', '7'], { verbs: { up: up.verb }, environment });
  const { invocation, options } = up.calls[0]!;
  assert.equal(options, {
    containers: [],
    wait: true,
    timeoutMs: 7000,
    recreate: false,
    removeOrphans: true,
  });
  assert.equal(invocation.files, ['a.yaml', 'b.yaml']);
  assert.equal(invocation.profiles, ['debug', 'test']);
  assert.is(invocation.projectName, 'special');
  assert.equal(invocation.envFiles, []);
  const wrong = await runFake(['up'], { environment: { LXC_COMPOSE_UP_WAIT: 'perhaps' } });
  assert.is(wrong.code, 64);
  assert.match(wrong.note, 'LXC_COMPOSE_UP_WAIT is true or false, not "perhaps"');
});

test('flags that are not given leave the spec in charge', async () => {
  const up = recorder<UpOptions, ReturnType<typeof applied>>(applied());
  await runFake(['up'], { verbs: { up: up.verb } });
  const { invocation } = up.calls[0]!;
  assert.equal(invocation.files, []);
  assert.is(invocation.envFiles, null);
  assert.not.ok('projectName' in invocation);
  assert.is(invocation.lockTimeoutMs, 60_000);
});

test('exec takes its own flags up to the container, and the program keeps its own', async () => {
  const exec = recorder<ExecOptions, number>(137);
  const argv = [
    'exec',
    '-T',
    '-e',
    'A=1',
    '-e',
    'HOME',
    '-u',
    '1000:1000',
    '-w',
    '/srv',
    'web',
    'ls',
    '-la',
    '--help',
  ];
  const { code } = await runFake(argv, { verbs: { exec: exec.verb }, environment: { HOME: '/root' } });
  assert.is(code, 137);
  assert.equal(exec.calls[0]!.options, {
    container: 'web',
    argv: ['ls', '-la', '--help'],
    environment: ['A=1', 'HOME=/root'],
    workingDirectory: '/srv',
    user: '1000:1000',
    tty: false,
    privileged: false,
  });
  for (const form of [
    ['exec', 'web', '--', 'id'],
    ['exec', '-n', 'web', '--', 'id'],
    ['exec', '-it', 'web', 'id'],
    ['exec', '--', 'web', 'id'],
  ]) {
    exec.calls.length = 0;
    await runFake(form, { verbs: { exec: exec.verb } });
    assert.equal(
      [exec.calls[0]!.options.container, ...exec.calls[0]!.options.argv],
      ['web', 'id'],
      form.join(' '),
    );
  }
  assert.is((await runFake(['exec', 'web'])).code, 64);
  assert.is((await runFake(['exec'])).code, 64);
});

test("exec's own failure keeps its code", async () => {
  const exec = async () => {
    throw new Problem('nosuch is not there', { exitCode: ExitCode.notFound });
  };
  assert.is((await runFake(['exec', 'web', 'nosuch'], { verbs: { exec } })).code, 127);
  const invalid = async () => {
    throw new InvalidSpec(
      ExitCode.invalidSpec,
      [{ code: 'cycle', severity: 'error', message: 'a needs a' }],
      new Map(),
    );
  };
  assert.is((await runFake(['exec', 'web', 'id'], { verbs: { exec: invalid } })).code, 125);
});

test('down -v asks, refuses where it cannot ask, and -y is an answer', async () => {
  const down = recorder<DownOptions, ReturnType<typeof applied>>(applied());
  const load = async () => ({ project, warnings: [] });
  const questions: string[] = [];
  const answer = (yes: boolean) => async (question: string) => {
    questions.push(question);
    return yes;
  };
  const nobody = await runFake(['down', '-v'], { verbs: { down: down.verb, load } });
  assert.is(nobody.code, 4);
  const no = await runFake(['down', '-v'], { verbs: { down: down.verb, load }, ask: answer(false) });
  assert.is(no.code, 4);
  assert.is(down.calls.length, 0);
  assert.match(questions[0]!, 'the volumes data with all their data');
  await runFake(['down', '-v'], { verbs: { down: down.verb, load }, ask: answer(true) });
  await runFake(['down', '-v', '-y', '-t', '2'], { verbs: { down: down.verb } });
  assert.equal(
    down.calls.map(call => call.options.volumes),
    [true, true],
  );
  assert.is(down.calls[1]!.options.graceMs, 2000);
  await runFake(['down'], { verbs: { down: down.verb } });
  assert.equal(down.calls[2]!.options, { volumes: false, graceMs: null, removeOrphans: false });
});

test('up --dry-run plans and does nothing', async () => {
  const plan = recorder<PlanOptions, typeof emptyPlan>(emptyPlan);
  const { code, data } = await runFake(['--dry-run', 'up', 'web'], { verbs: { plan: plan.verb } });
  assert.is(code, 0);
  assert.equal(plan.calls[0]!.options.containers, ['web']);
  assert.match(data, 'Plan: nothing to do.');
});

test('plan --exit-code is 2 only when something is to do', async () => {
  const waiting = operation({ action: 'wait', resource: 'containers.db', condition: 'healthy' });
  const creating = operation({ action: 'create', resource: 'containers.db' });
  const codeOf = async (operations: (typeof creating)[], ...flags: string[]) =>
    (await runFake(['plan', ...flags], { verbs: { plan: async () => ({ ...emptyPlan, operations }) } })).code;
  assert.is(await codeOf([creating], '--exit-code'), 2);
  assert.is(await codeOf([creating]), 0);
  assert.is(await codeOf([waiting], '--exit-code'), 0);
  assert.is(await codeOf([], '--exit-code'), 0);
});

test('plan --commands prints what would be run', async () => {
  const verbs = { plan: async () => emptyPlan, commands: async () => ['ip link add br0 type bridge'] };
  assert.is((await runFake(['diff', '--commands'], { verbs })).data, 'ip link add br0 type bridge\n');
});

test('ps prints a table, names, or the JSON that other programs read', async () => {
  const rows = [
    containerRow(),
    containerRow({
      name: 'db',
      state: 'STOPPED',
      pid: null,
      health: 'none',
      exitCode: 1,
      addresses: [],
      ports: [],
    }),
  ];
  const verbs = { ps: async () => rows };
  const table = await runFake(['ps', '-a'], { verbs });
  assert.is(
    table.data,
    `NAME  STATE             HEALTH   PID   ADDRESSES     PORTS         RESTARTS  AGE
web   RUNNING           healthy  4242  10.0.2.16/24  8080->80/tcp  0         3 min
db    STOPPED (exit 1)  -        -     -             -             0         -
`,
  );
  assert.is((await runFake(['ls', '-q'], { verbs })).data, 'web\ndb\n');
  const json = JSON.parse((await runFake(['ps', '--format', 'json', 'web'], { verbs })).data);
  assert.equal(json, [
    {
      project: 'lab',
      name: 'web',
      state: 'RUNNING',
      pid: 4242,
      health: 'healthy',
      restarts: 0,
      exitCode: null,
      signal: null,
      oom: false,
      addresses: [{ network: 'br0', interface: 'eth0', address: '10.0.2.16/24' }],
      startedAt: '2026-01-01T00:00:00.000Z',
    },
  ]);
  const unknown = await runFake(['ps', 'wbe'], { verbs });
  assert.is(unknown.code, 1);
  assert.match(unknown.note, 'there is no container "wbe" in this project (did you mean "web"?)');
});

test('config checks, prints names and JSON', async () => {
  const load = async () => ({ project, warnings: ['odd'] });
  const quiet = await runFake(['config', '-q'], { verbs: { load }, isRoot: false });
  assert.is(quiet.data, '');
  assert.is(quiet.note, 'Warning: odd\n');
  assert.is((await runFake(['config', '--volumes'], { verbs: { load } })).data, 'data\n');
  const json = JSON.parse((await runFake(['config', '--format', 'json'], { verbs: { load } })).data);
  assert.is(json.name, 'lab');
  assert.not.ok('positions' in json);
});

test('every mistake of a spec is shown with its line, and the code is 65', async () => {
  const file = '/srv/lab/lxc-compose.yaml';
  const load = async () => {
    throw new InvalidSpec(
      ExitCode.invalidSpec,
      [
        {
          code: 'unknown-key',
          severity: 'error',
          message: 'unknown key "mtuu"',
          range: { file, line: 2, column: 3, endColumn: 7 },
        },
        { code: 'no-spec', severity: 'error', message: 'another one' },
      ],
      new Map([[file, 'networks:\n  mtuu: 1\n']]),
    );
  };
  const { code, note } = await runFake(['config'], { verbs: { load } });
  assert.is(code, 65);
  assert.is(
    note,
    `lxc-compose.yaml:2:3: unknown key "mtuu"
  2 |   mtuu: 1
    |   ^^^^
Error: another one
`,
  );
});

test('verbs that open the host are for root only', async () => {
  const { code, note } = await runFake(['up'], { isRoot: false });
  assert.is(code, 77);
  assert.match(note, '`lxc-compose up` has to be run as root');
});

test('a problem is one sentence with its line, the kernel and a remedy', async () => {
  const up = async () => {
    throw new Problem('cannot make the bridge br0', {
      exitCode: ExitCode.unavailable,
      position: { file: '/srv/lab/lxc-compose.yaml', line: 7, column: 3 },
      kernel: { step: 'bridge', call: 'RTM_NEWLINK', errno: 'EEXIST', path: 'br0' },
      remedy: 'Say `external: true` to join it.',
    });
  };
  const { code, note } = await runFake(['up'], { verbs: { up } });
  assert.is(code, 69);
  assert.is(
    note,
    'Error: cannot make the bridge br0, at lxc-compose.yaml:7 (RTM_NEWLINK: EEXIST file already exists, br0).\n' +
      '  Say `external: true` to join it.\n',
  );
});

test('help shows two examples of every command, --help is the same, and no command at all is the overview', async () => {
  const overview = await runFake([]);
  assert.is(overview.code, 0);
  const names = [...overview.data.matchAll(/^ {2}([a-z]+)(?:, [a-z]+)? {2,}/gm)].map(match => match[1]!);
  assert.ok(names.includes('up') && names.includes('completion') && !names.includes('__complete'));
  for (const name of names) {
    const help = await runFake(['help', name], { isRoot: false });
    assert.is(help.code, 0, name);
    assert.is(help.data.match(/^ {2}# /gm)?.length, 2, name);
    assert.is((await runFake([name, '--help'], { isRoot: false })).data, help.data, name);
    assert.ok(
      help.data.split('\n').every(line => line.length <= 110),
      name,
    );
  }
  assert.is((await runFake(['help', 'nosuch'])).code, 64);
});

test('version is told by three names', async () => {
  const { data } = await runFake(['version']);
  assert.match(data, /^lxc-compose version \d+\.\d+\.\d+\n$/);
  assert.is((await runFake(['--version'])).data, data);
  assert.is((await runFake(['-v'])).data, data);
  assert.type(JSON.parse((await runFake(['version', '--format', 'json'])).data).kernel, 'string');
});

test('--ansi reaches the streams', async () => {
  assert.equal((await runFake(['--ansi', 'never', 'version'])).ansi, ['auto', 'never']);
  assert.equal((await runFake(['version'], { environment: { LXC_COMPOSE_ANSI: 'always' } })).ansi, [
    'auto',
    'always',
  ]);
});

test('schema and completion scripts go to standard output', async () => {
  for (const shell of ['bash', 'zsh', 'fish'])
    assert.match((await runFake(['completion', shell])).data, '__complete');
  assert.is((await runFake(['completion', 'tcsh'])).code, 64);
});

test('doctor tells what is missing, what that disables and what to do', async () => {
  const doctor = async () => [
    { feature: 'user namespaces', present: true, detail: 'Linux 6.18', disables: [], remedy: null },
    {
      feature: 'nftables',
      present: false,
      detail: 'nft is not installed',
      disables: ['ports', 'networks.*.nat'],
      remedy: 'apt-get install nftables',
    },
  ];
  const { code, data } = await runFake(['doctor'], { verbs: { doctor }, isRoot: false });
  assert.is(code, 0);
  assert.is(
    data,
    `ok       user namespaces  Linux 6.18
missing  nftables         nft is not installed
           disables: ports, networks.*.nat
           remedy:   apt-get install nftables

1 of 2 features are there; the rest of lxc-compose works without the missing ones.
`,
  );
  assert.is(
    JSON.parse((await runFake(['doctor', '--format', 'json'], { verbs: { doctor } })).data).length,
    2,
  );
});

test.run();
