/** LXC's policies of system calls, judged by the program that is made of them. */
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseSeccompProfile } from '../../src/model/parse-seccomp-profile.js';
import { syscallNumbers } from '../../src/model/syscalls.js';
import { compile } from '../../src/native/seccomp/compile.js';
import { profileJudgement } from '../../src/native/seccomp/from-profile.js';
import { load } from '../../src/spec/load.js';
import { run } from './seccomp-machine.js';

const allow = 0x7fff0000;
const killThread = 0;
const trap = 0x00030000;
const errno = (number: number) => 0x00050000 | number;

function judge(policy: string, name: string, ...values: bigint[]): number {
  const program = compile(
    profileJudgement(parseSeccompProfile(policy), { capabilities: [], kernel: '6.1.0' }),
  );
  return run(program, { number: syscallNumbers[name]!, arguments: values });
}

test('version 1 allows the numbers that it lists and kills for all others', () => {
  const policy = '1\nallowlist\n0\n1\n231\n';
  assert.equal(
    ['read', 'write', 'exit_group', 'open'].map(name => judge(policy, name)),
    [allow, allow, allow, killThread],
  );
});

test('a denylist kills, or does what its head or the line says', () => {
  const policy = '2\ndenylist\n[all]\nmknod errno 0\nioctl\nptrace trap # why\nnosuchcall errno 1\n';
  assert.equal(
    ['mknod', 'ioctl', 'ptrace', 'read'].map(name => judge(policy, name)),
    [errno(0), killThread, trap, allow],
  );
  assert.is(judge('2\nblacklist errno 5\nmknod\n', 'mknod'), errno(5));
});

test('an allowlist kills for what it does not list, or does what its head says', () => {
  assert.equal(
    ['read', 'open'].map(name => judge('2\nwhitelist\nread\n', name)),
    [allow, killThread],
  );
  assert.is(judge('2\nallowlist errno 1\nread\n', 'open'), errno(1));
});

test('sections of other architectures are passed over', () => {
  const policy = '2\ndenylist errno 1\n[x86]\nread\n[x86_64]\nwrite\n[all]\nmknod\n';
  assert.equal(
    ['read', 'write', 'mknod'].map(name => judge(policy, name)),
    [allow, errno(1), errno(1)],
  );
});

test('conditions hold together', () => {
  const policy =
    '2\ndenylist\nsocket errno 13 [0,16,SCMP_CMP_EQ][2,9,SCMP_CMP_EQ]\nclone errno 1 [0,0x10000000,SCMP_CMP_MASKED_EQ,0x10000000]\n';
  assert.is(judge(policy, 'socket', 16n, 3n, 9n), errno(13));
  assert.is(judge(policy, 'socket', 16n, 3n, 8n), allow);
  assert.is(judge(policy, 'clone', 0x10000011n), errno(1));
  assert.is(judge(policy, 'clone', 17n), allow);
});

test('reject_force_umount refuses only umount2 with MNT_FORCE', () => {
  const policy = '2\ndenylist\nreject_force_umount\n';
  assert.is(judge(policy, 'umount2', 0n, 1n), errno(13));
  assert.is(judge(policy, 'umount2', 0n, 3n), errno(13));
  assert.is(judge(policy, 'umount2', 0n, 2n), allow);
});

test('what is no policy names its line', () => {
  const fails = (text: string, message: RegExp) => assert.throws(() => parseSeccompProfile(text), message);
  fails('2\n', /no line `allowlist` or `denylist`/);
  fails('1\ndenylist\n0\n', /line 2 "denylist" is not allowlist/);
  fails('1\nallowlist\nread\n', /line 3 "read" is not the number/);
  fails('2\ndenylist\nmknod sometimes\n', /line 3 .* no action/);
  fails('2\ndenylist notify\n', /line 2 .* listener/);
  fails('2\ndenylist\nmknod errno 1 [9,1,SCMP_CMP_EQ]\n', /line 3 .* condition/);
});

test('a misspelt call is passed over, with a warning that names its line', async () => {
  const result = await load({
    files: ['-'],
    standardInput: 'containers: {web: {rootfs: host, command: [sleep, "9"], seccomp: ./misspelt.seccomp}}\n',
    projectName: 'lab',
    profiles: [],
    envFiles: [],
    environment: {},
    workingDirectory: new URL('../../fixtures/seccomp', import.meta.url).pathname,
  });
  assert.ok(result.ok);
  const messages = result.ok ? result.warnings.map(each => each.message) : [];
  assert.is(messages.length, 1);
  assert.match(messages[0]!, /misspelt\.seccomp, line 5: "kexec_lode" is no system call/);
});

for (const path of [
  '/usr/share/lxc/config/common.seccomp',
  '/usr/share/doc/lxc/examples/seccomp-v1.conf',
  '/usr/share/doc/lxc/examples/seccomp-v2.conf',
  '/usr/share/doc/lxc/examples/seccomp-v2-denylist.conf',
]) {
  if (!existsSync(path)) console.log(`skipped: ${path} is not there`);
  else
    test(`LXC’s own ${path} is read`, () => assert.type(judge(readFileSync(path, 'utf8'), 'read'), 'number'));
}

test.run();
