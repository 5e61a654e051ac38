import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseSeccompProfile } from '../../src/model/parse-seccomp-profile.js';
import { seccompOperators } from '../../src/model/seccomp-profile.js';
import { syscallNumbers } from '../../src/model/syscalls.js';
import { compile } from '../../src/native/seccomp/compile.js';
import { profileJudgement } from '../../src/native/seccomp/from-profile.js';
import { seccompProgram } from '../../src/native/seccomp/index.js';
import { run } from './seccomp-machine.js';

const allow = 0x7fff0000;
const errno = (number: number) => 0x00050000 | number;
const fixture = (name: string) => new URL(`../../fixtures/seccomp/${name}`, import.meta.url).pathname;

function programOf(profile: unknown, capabilities: string[] = [], kernel = '6.1.0-18-amd64'): Uint8Array {
  const text = typeof profile === 'string' ? profile : JSON.stringify(profile);
  return compile(profileJudgement(parseSeccompProfile(text), { capabilities, kernel }));
}

function judge(program: Uint8Array, name: string, ...values: bigint[]): number {
  return run(program, { number: syscallNumbers[name]!, arguments: values });
}

const docker = readFileSync(fixture('docker.json'), 'utf8');

test("Docker's shape judges each of the calls 0 to 600 as its lists say", () => {
  const program = programOf(docker);
  const allowed = new Set(
    'read write close execve exit_group futex waitid process_vm_readv process_vm_writev ptrace arch_prctl'.split(
      ' ',
    ),
  );
  const names = new Map(Object.entries(syscallNumbers).map(([name, number]) => [number, name]));
  for (let number = 0; number <= 600; number++) {
    const name = names.get(number);
    if (name && ['socket', 'personality', 'clone', 'clone3'].includes(name)) continue;
    const wanted = name === undefined ? errno(38) : allowed.has(name) ? allow : errno(1);
    assert.is(run(program, { number }), wanted, `${number} ${name}`);
  }
});

test("Docker's conditions on arguments, capabilities and kernels hold", () => {
  const plain = programOf(docker);
  assert.is(judge(plain, 'socket', 40n), errno(1));
  assert.is(judge(plain, 'socket', 2n), allow);
  assert.is(judge(plain, 'personality', 0xffffffffn), allow);
  assert.is(judge(plain, 'personality', 8n), errno(1));
  assert.is(judge(plain, 'clone', 0x10000000n), errno(1));
  assert.is(judge(plain, 'clone', 0x3d0f00n), allow);
  assert.is(judge(plain, 'clone3'), errno(38));
  assert.is(judge(plain, 'mount'), errno(1));
  const admin = programOf(docker, ['sys_admin']);
  assert.is(judge(admin, 'clone', 0x10000000n), allow);
  assert.is(judge(admin, 'clone3'), allow);
  assert.is(judge(admin, 'open_by_handle_at'), errno(1));
  assert.is(judge(programOf(docker, ['dac_read_search']), 'open_by_handle_at'), allow);
  assert.is(judge(programOf(docker, [], '4.7.10'), 'ptrace'), errno(1));
  assert.is(judge(programOf(docker, [], '4.8'), 'ptrace'), allow);
  assert.is(judge(programOf(docker, [], '4.10'), 'ptrace'), allow);
});

test('calls of i386 and x32 do not exist, whatever a profile allows', () => {
  const program = programOf({ defaultAction: 'SCMP_ACT_ALLOW' });
  assert.is(run(program, { number: 1, architecture: 0x40000003 }), errno(38));
  assert.is(run(program, { number: 0x40000001 }), errno(38));
  assert.is(run(program, { number: 1 }), allow);
});

const meaning: Record<string, (argument: bigint, value: bigint, two: bigint) => boolean> = {
  NE: (argument, value) => argument !== value,
  LT: (argument, value) => argument < value,
  LE: (argument, value) => argument <= value,
  EQ: (argument, value) => argument === value,
  GE: (argument, value) => argument >= value,
  GT: (argument, value) => argument > value,
  MASKED_EQ: (argument, value, two) => (argument & value) === two,
};
const interesting = [0n, 1n, 2n, 1n << 31n, (1n << 32n) - 1n, 1n << 32n, (1n << 32n) + 1n, 5n << 33n];
const values = [...interesting, (1n << 64n) - 1n, (1n << 64n) - 2n, (1n << 63n) + 1n];

for (const operator of seccompOperators) {
  test(`SCMP_CMP_${operator} compares all 64 bits, unsigned`, () => {
    for (const value of values) {
      for (const two of operator === 'MASKED_EQ' ? values : [0n]) {
        // Numbers beyond a double's precision are in the text as they are.
        const program = programOf(
          `{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["dup3"],"action":"SCMP_ACT_ERRNO","errnoRet":7,
            "args":[{"index":4,"value":${value},"valueTwo":${two},"op":"SCMP_CMP_${operator}"}]}]}`,
        );
        for (const argument of values) {
          const wanted = meaning[operator]!(argument, value, two) ? errno(7) : allow;
          const got = judge(program, 'dup3', 9n, 9n, 9n, 9n, argument);
          assert.is(got, wanted, `${argument} ${operator} ${value} ${two}`);
        }
      }
    }
  });
}

const rule = (more: object) => ({ names: ['dup'], action: 'SCMP_ACT_ALLOW', ...more });
const equal = (index: number, value: number) => ({ index, value, op: 'SCMP_CMP_EQ' });

test('conditions on different arguments hold together, on the same one they are alternatives', () => {
  const both = programOf({
    defaultAction: 'SCMP_ACT_ERRNO',
    syscalls: [rule({ args: [equal(0, 1), equal(1, 2)] })],
  });
  assert.is(judge(both, 'dup', 1n, 2n), allow);
  assert.is(judge(both, 'dup', 1n, 3n), errno(1));
  const either = programOf({
    defaultAction: 'SCMP_ACT_ERRNO',
    syscalls: [rule({ args: [equal(0, 1), equal(0, 2)] })],
  });
  assert.is(judge(either, 'dup', 2n), allow);
  assert.is(judge(either, 'dup', 3n), errno(1));
});

test('of several rules the first that matches decides, and one without conditions over them all', () => {
  const syscalls = [
    rule({ action: 'SCMP_ACT_ERRNO', errnoRet: 5, args: [equal(0, 1)] }),
    rule({ action: 'SCMP_ACT_ERRNO', errnoRet: 6, args: [equal(0, 1)] }),
  ];
  assert.is(judge(programOf({ defaultAction: 'SCMP_ACT_ALLOW', syscalls }), 'dup', 1n), errno(5));
  const outright = [...syscalls, rule({ action: 'SCMP_ACT_LOG' })];
  assert.is(judge(programOf({ defaultAction: 'SCMP_ACT_ALLOW', syscalls: outright }), 'dup', 1n), 0x7ffc0000);
});

test('every action has the value that the kernel gives it', () => {
  for (const [action, wanted] of [
    ['SCMP_ACT_ALLOW', allow],
    ['SCMP_ACT_LOG', 0x7ffc0000],
    ['SCMP_ACT_TRACE', 0x7ff00001],
    ['SCMP_ACT_ERRNO', errno(1)],
    ['SCMP_ACT_TRAP', 0x00030000],
    ['SCMP_ACT_KILL', 0],
    ['SCMP_ACT_KILL_THREAD', 0],
    ['SCMP_ACT_KILL_PROCESS', 0x80000000],
  ] as const) {
    assert.is(judge(programOf({ defaultAction: action }), 'dup'), wanted, action);
  }
});

test('a profile in which every other call is listed is within reach of the jumps', () => {
  const names = Object.keys(syscallNumbers).filter((_, index) => index % 2 === 0);
  const listed = new Set(names.map(name => syscallNumbers[name]!));
  const program = programOf({
    defaultAction: 'SCMP_ACT_ERRNO',
    syscalls: [{ names, action: 'SCMP_ACT_ALLOW' }],
  });
  for (const number of Object.values(syscallNumbers))
    assert.is(run(program, { number }), listed.has(number) ? allow : errno(1));
});

test('a profile with many long rules for one call is compiled, one that is too long is refused', () => {
  const args = [0, 1, 2, 3, 4, 5].map(index => equal(index, 7));
  const many = (count: number) => ({
    defaultAction: 'SCMP_ACT_ERRNO',
    syscalls: Array.from({ length: count }, () => rule({ args })),
  });
  assert.is(judge(programOf(many(60)), 'dup', 7n, 7n, 7n, 7n, 7n, 7n), allow);
  assert.is(judge(programOf(many(60)), 'read'), errno(1));
  assert.throws(() => programOf(many(400)), /the kernel takes 4096/);
});

const allowAll = { defaultAction: 'SCMP_ACT_ALLOW' };
for (const [what, profile, told] of [
  ['text that is no JSON', '{', /^is not JSON$/],
  ['a list', '[]', /is not a mapping/],
  ['no default action', {}, /defaultAction is missing/],
  ['an unknown key', { ...allowAll, listenerPath: '/x' }, /listenerPath is not a key/],
  [
    'an unknown action',
    { defaultAction: 'SCMP_ACT_NOTIFY' },
    /defaultAction "SCMP_ACT_NOTIFY" is not an action/,
  ],
  ['an action by the name of a method', { defaultAction: 'constructor' }, /is not an action/],
  ['a flag', { ...allowAll, flags: ['SECCOMP_FILTER_FLAG_LOG'] }, /flags\[0\] is not supported/],
  ['an errno without its action', { ...allowAll, defaultErrnoRet: 1 }, /defaultErrnoRet has no meaning/],
  [
    'an errno beyond the kernel',
    { defaultAction: 'SCMP_ACT_ERRNO', defaultErrnoRet: 4096 },
    /from 0 to 4095/,
  ],
  [
    'another architecture',
    { ...allowAll, architectures: ['SCMP_ARCH_ARM'] },
    /does not list SCMP_ARCH_X86_64/,
  ],
  [
    'a rule without a name',
    { ...allowAll, syscalls: [{ action: 'SCMP_ACT_LOG' }] },
    /syscalls\[0\]\.names has no/,
  ],
  [
    'an unknown key of a rule',
    { ...allowAll, syscalls: [rule({ arg: [] })] },
    /syscalls\[0\]\.arg is not a key/,
  ],
  [
    'an unknown operator',
    { ...allowAll, syscalls: [rule({ args: [{ index: 0, value: 1, op: 'SCMP_CMP_IN' }] })] },
    /syscalls\[0\]\.args\[0\]\.op "SCMP_CMP_IN" is not an operator/,
  ],
  [
    'a seventh argument',
    { ...allowAll, syscalls: [rule({ args: [equal(6, 1)] })] },
    /index is not from 0 to 5/,
  ],
  [
    'a value of 65 bits',
    JSON.stringify({ ...allowAll, syscalls: [rule({ args: [equal(0, 77)] })] }).replace(
      ':77',
      ':18446744073709551616',
    ),
    /value is not from 0/,
  ],
  ['a value below zero', { ...allowAll, syscalls: [rule({ args: [equal(0, -1)] })] }, /value is not from 0/],
  [
    'a broken capability',
    { ...allowAll, syscalls: [rule({ includes: { caps: ['sys_admin'] } })] },
    /caps\[0\]/,
  ],
  ['a broken version', { ...allowAll, syscalls: [rule({ includes: { minKernel: '4' } })] }, /minKernel/],
  [
    'rules that contradict each other',
    { ...allowAll, syscalls: [rule({}), rule({ action: 'SCMP_ACT_LOG' })] },
    /syscalls\[1\] and an earlier rule give dup different actions/,
  ],
] as const) {
  test(`${what} is refused with its key`, () => {
    assert.throws(() => programOf(profile), told);
  });
}

test('names of other architectures are passed over, also those that every object has', () => {
  const syscalls = [{ names: ['swapcontext', 'constructor', '__proto__'], action: 'SCMP_ACT_LOG' }];
  assert.is(judge(programOf({ ...allowAll, syscalls }), 'read'), allow);
});

test('the file that is used is the one that was checked', () => {
  const file = fixture('three.json');
  const sha256 = createHash('sha256').update(readFileSync(file, 'utf8')).digest('hex');
  assert.is(judge(seccompProgram({ file, sha256 }, []), 'mkdir'), errno(1));
  assert.throws(() => seccompProgram({ file, sha256: '0'.repeat(64) }, []), /was changed/);
  assert.throws(() => seccompProgram({ file: '/nowhere.json', sha256: '1'.repeat(64) }, []), /cannot read/);
});

test.run();
