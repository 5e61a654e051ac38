/** From a judgement to a program of the kernel's filter machine. */
import type { SeccompAction } from '../../model/seccomp-profile.js';
import { Assembler } from './assemble.js';
import { compare } from './compare.js';
import { absent, type Case, type Judgement } from './judgement.js';

const AUDIT_ARCH_X86_64 = 0xc000003e;
const X32_BIT = 0x40000000;
/** Offsets in struct seccomp_data. */
const NUMBER = 0;
const ARCHITECTURE = 4;
/** linux/bpf_common.h: BPF_MAXINSNS. */
const maximumLength = 4096;
/** Halves up to this many ranges are within reach of a conditional jump: two instructions a range. */
const maximumReach = 100;

/**
 * Calls of i386 and x32 do not exist whatever the profile says: their numbers mean other calls.
 * @throws RangeError when the program is longer than the kernel takes
 */
export function compile({ calls, unknown }: Judgement): Uint8Array {
  const program = new Assembler();
  const numbered = program.newLabel();
  const native = program.newLabel();
  program.load(ARCHITECTURE);
  program.jump('equal', AUDIT_ARCH_X86_64, numbered);
  program.verdict(absent);
  program.label(numbered);
  program.load(NUMBER);
  program.jump('at-least', X32_BIT, undefined, native);
  program.verdict(absent);
  program.label(native);
  for (const [number, { cases, otherwise }] of calls)
    if (cases.length > 0) judge(program, number, cases, otherwise);
  search(program, ranges(calls, unknown));
  if (program.length > maximumLength)
    throw new RangeError(`it takes ${program.length} instructions, and the kernel takes ${maximumLength}`);
  return program.assemble();
}

/** A call that is judged by its arguments; for all others the number is still loaded afterwards. */
function judge(program: Assembler, number: number, cases: Case[], otherwise: SeccompAction): void {
  const [inside, next] = [program.newLabel(), program.newLabel()];
  program.jump('equal', number, inside);
  // Conditional jumps are short, and the cases may be many.
  program.go(next);
  program.label(inside);
  for (const { conditions, action } of cases) {
    const fail = program.newLabel();
    for (const condition of conditions) compare(program, condition, fail);
    program.verdict(action);
    program.label(fail);
  }
  program.verdict(otherwise);
  program.label(next);
}

interface Range {
  first: number;
  verdict: SeccompAction;
}

/** Runs of numbers with one verdict, ascending; the last one reaches to infinity. */
function ranges(calls: Judgement['calls'], unknown: SeccompAction): Range[] {
  const found: Range[] = [];
  const last = Math.max(...calls.keys());
  for (let number = 0; number <= last + 1; number++) {
    const verdict = calls.get(number)?.otherwise ?? unknown;
    const before = found.at(-1)?.verdict;
    if (before?.kind !== verdict.kind || before.data !== verdict.data) found.push({ first: number, verdict });
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
  const { first } = sorted[middle]!;
  // The lower half is what lies between.
  if (middle <= maximumReach) program.jump('at-least', first, upper, lower);
  else {
    program.jump('at-least', first, undefined, lower);
    program.go(upper);
  }
  program.label(lower);
  search(program, sorted.slice(0, middle));
  program.label(upper);
  search(program, sorted.slice(middle));
}
