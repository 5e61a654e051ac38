import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { syscallNumbers } from '../../src/model/syscalls.js';
import { seccompProgram } from '../../src/native/seccomp/index.js';
import { deniedByDefault } from '../../src/native/seccomp/profiles.js';
import { run as runCall, native as x86 } from './seccomp-machine.js';

const allow = 0x7fff0000;
const eperm = 0x00050001;
const enosys = 0x00050026;

/** With a first argument, as native calls have it unless another architecture is named. */
function run(program: Uint8Array, number: number, first: number | bigint = 0, architecture = x86): number {
  return runCall(program, { number, arguments: [BigInt(first)], architecture });
}

test('the default profile judges each of the calls 0 to 600 as its table says', () => {
  const program = seccompProgram('default', []);
  const names = new Map(Object.entries(syscallNumbers).map(([name, number]) => [number, name]));
  const judgedByArgument = new Set(['clone', 'clone3', 'personality', 'socket']);
  for (let number = 0; number <= 600; number++) {
    const name = names.get(number);
    if (name && judgedByArgument.has(name)) continue;
    const wanted = name === undefined ? enosys : deniedByDefault.includes(name) ? eperm : allow;
    assert.is(run(program, number), wanted, `${number} ${name}`);
  }
});

test('a clone that makes a namespace is refused, a thread is not, and clone3 makes glibc fall back', () => {
  const program = seccompProgram('default', []);
  for (const flag of [0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000]) {
    assert.is(run(program, syscallNumbers['clone']!, flag), eperm);
  }
  assert.is(run(program, syscallNumbers['clone']!, 0x3d0f00), allow);
  assert.is(run(program, syscallNumbers['clone3']!), enosys);
});

test('AF_ALG and AF_VSOCK sockets are refused, others are not', () => {
  const program = seccompProgram('default', []);
  for (let family = 0; family < 50; family++) {
    assert.is(
      run(program, syscallNumbers['socket']!, family),
      family === 38 || family === 40 ? eperm : allow,
    );
  }
});

test('only five personalities pass', () => {
  const program = seccompProgram('default', []);
  for (const value of [0, 8, 0x20000, 0x20008, 0xffffffff]) {
    assert.is(run(program, syscallNumbers['personality']!, value), allow);
  }
  assert.is(run(program, syscallNumbers['personality']!, 0x400000), eperm);
});

test('calls of i386 and x32 do not exist', () => {
  const program = seccompProgram('default', []);
  assert.is(run(program, 1, 0, 0x40000003), enosys);
  assert.is(run(program, 0x40000001), enosys);
});

test('a capability gives back the calls that it guards itself', () => {
  assert.is(run(seccompProgram('default', ['sys_admin']), syscallNumbers['mount']!), allow);
  assert.is(run(seccompProgram('default', ['sys_time']), syscallNumbers['mount']!), eperm);
});

test('a system container may mount but not load a kernel', () => {
  const program = seccompProgram('system', []);
  assert.is(run(program, syscallNumbers['mount']!), allow);
  assert.is(run(program, syscallNumbers['kexec_load']!), eperm);
});

test('a high word that the kernel does not look at is no way around', () => {
  const program = seccompProgram('default', []);
  const high = 1n << 32n;
  assert.is(run(program, syscallNumbers['socket']!, 38n | high), eperm);
  assert.is(run(program, syscallNumbers['clone']!, 0x10000000n | high), eperm);
  assert.is(run(program, syscallNumbers['personality']!, 0x400000n | high), eperm);
});

test('unconfined is no filter', () => {
  assert.is(seccompProgram('unconfined', []).length, 0);
});

test.run();
