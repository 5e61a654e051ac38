/**
 * The seccomp filter of a container, compiled for x86-64 only: another architecture's calls (i386, x32) get ENOSYS, and so
 * do calls newer than our table, because EPERM there breaks a newer C library's fallbacks.
 */
import { ExitCode, Problem } from '../../model/problem.js';
import type { Security } from '../../model/project.js';
import { Assembler, type Verdict } from './assemble.js';
import { allowedBy, deniedByDefault, deniedBySystem } from './profiles.js';
import { syscallNumbers } from './syscalls.js';

const AUDIT_ARCH_X86_64 = 0xc000003e;
const X32_BIT = 0x40000000;
/** Offsets in struct seccomp_data. */
const NUMBER = 0;
const ARCHITECTURE = 4;
const argument = (index: number) => 16 + index * 8;
/** NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. */
const namespaceFlags = 0x7e020000;
const personalities = [0, 8, 0x20000, 0x20008, 0xffffffff];
/** AF_ALG (CVE-2026-31431) and AF_VSOCK (reaches the hypervisor). */
const refusedFamilies = [38, 40];

const cache = new Map<string, Uint8Array>();

/**
 * @param capabilities of the container: they give back calls that they guard
 * @returns struct sock_filter[] as bytes; empty = no filter
 * @throws Problem for a profile in a file, which is not supported yet
 */
export function seccompProgram(setting: Security['seccomp'], capabilities: readonly string[]): Uint8Array {
  if (setting === 'unconfined') return new Uint8Array();
  if (typeof setting !== 'string') {
    throw new Problem(`a seccomp profile from a file is not supported yet: ${setting.file}`, {
      exitCode: ExitCode.invalidSpec,
      remedy: 'Use default, system or unconfined.',
    });
  }
  const key = `${setting} ${capabilities.join(' ')}`;
  let program = cache.get(key);
  if (!program) {
    program = compile(setting, capabilities);
    cache.set(key, program);
  }
  return program;
}

function compile(profile: 'default' | 'system', capabilities: readonly string[]): Uint8Array {
  const denied = new Set(profile === 'system' ? deniedBySystem : deniedByDefault);
  for (const capability of capabilities) for (const name of allowedBy[capability] ?? []) denied.delete(name);
  const program = new Assembler();
  const numbered = program.newLabel();
  const native = program.newLabel();
  program.load(ARCHITECTURE);
  program.jump('equal', AUDIT_ARCH_X86_64, numbered);
  program.verdict('enosys');
  program.label(numbered);
  program.load(NUMBER);
  program.jump('at-least', X32_BIT, undefined, native);
  program.verdict('enosys');
  program.label(native);
  if (profile === 'default') conditional(program, capabilities.includes('sys_admin'));
  search(program, ranges(denied));
  return program.assemble();
}

/** Calls that are judged by an argument; the number is in the accumulator before and after. */
function conditional(program: Assembler, mayMakeNamespaces: boolean): void {
  const judge = (name: string, body: (allow: string, refuse: string) => void) => {
    const [inside, next, allow, refuse] = [
      program.newLabel(),
      program.newLabel(),
      program.newLabel(),
      program.newLabel(),
    ];
    program.jump('equal', syscallNumbers[name]!, inside, next);
    program.label(inside);
    body(allow, refuse);
    program.label(refuse);
    program.verdict('eperm');
    program.label(allow);
    program.verdict('allow');
    program.label(next);
  };
  if (!mayMakeNamespaces) {
    judge('clone', (allow, refuse) => {
      program.load(argument(0));
      program.jump('any-bit', namespaceFlags, refuse, allow);
    });
    // Its flags are behind a pointer that a filter cannot follow: glibc falls back to clone.
    const [here, next] = [program.newLabel(), program.newLabel()];
    program.jump('equal', syscallNumbers['clone3']!, here, next);
    program.label(here);
    program.verdict('enosys');
    program.label(next);
  }
  judge('personality', allow => {
    program.load(argument(0));
    for (const value of personalities) program.jump('equal', value, allow);
  });
  judge('socket', (allow, refuse) => {
    program.load(argument(0));
    for (const family of refusedFamilies) program.jump('equal', family, refuse);
    program.go(allow);
  });
}

interface Range {
  first: number;
  verdict: Verdict;
}

/** Runs of numbers with one verdict, ascending; the last one reaches to infinity. */
function ranges(denied: ReadonlySet<string>): Range[] {
  const verdicts = new Map<number, Verdict>();
  for (const [name, number] of Object.entries(syscallNumbers))
    verdicts.set(number, denied.has(name) ? 'eperm' : 'allow');
  const last = Math.max(...verdicts.keys());
  const found: Range[] = [];
  for (let number = 0; number <= last + 1; number++) {
    const verdict = verdicts.get(number) ?? 'enosys';
    if (found.at(-1)?.verdict !== verdict) found.push({ first: number, verdict });
  }
  return found;
}

/** Binary search: some seven comparisons a call, and a program that the kernel's compiler has little work with. */
function search(program: Assembler, sorted: Range[]): void {
  if (sorted.length === 1) {
    program.verdict(sorted[0]!.verdict);
    return;
  }
  const middle = sorted.length >> 1;
  const [lower, upper] = [program.newLabel(), program.newLabel()];
  // A conditional jump reaches 255 instructions; the lower half is what lies between.
  program.jump('at-least', sorted[middle]!.first, upper, lower);
  program.label(lower);
  search(program, sorted.slice(0, middle));
  program.label(upper);
  search(program, sorted.slice(middle));
}
