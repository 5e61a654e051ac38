/** Comparisons of 64-bit arguments by a machine of 32 bits. */
import type { SeccompCondition } from '../../model/seccomp-profile.js';
import type { Assembler } from './assemble.js';

/** Offsets in struct seccomp_data, little endian. */
const lowOf = (index: number) => 16 + index * 8;
const highOf = (index: number) => lowOf(index) + 4;

/** Falls through when the condition holds, else goes to `fail`. The accumulator is lost. */
export function compare(program: Assembler, condition: SeccompCondition, fail: string): void {
  const { index, operator, value, valueTwo } = condition;
  const [high, low] = words(value);
  if (operator === 'MASKED_EQ') {
    masked(program, index, words(value), words(valueTwo), fail);
    return;
  }
  const holds = program.newLabel();
  // LT and LE are what GE and GT are not.
  const turned = operator === 'LT' || operator === 'LE' || operator === 'NE';
  const [yes, no] = turned ? [fail, holds] : [holds, fail];
  program.load(highOf(index));
  if (operator !== 'EQ' && operator !== 'NE') program.jump('above', high, yes);
  program.jump('equal', high, undefined, no);
  program.load(lowOf(index));
  const kind = operator === 'EQ' || operator === 'NE' ? 'equal' : strict(operator) ? 'above' : 'at-least';
  program.jump(kind, low, yes, no);
  program.label(holds);
}

/** LE is turned GT. */
function strict(operator: SeccompCondition['operator']): boolean {
  return operator === 'GT' || operator === 'LE';
}

type Words = [high: number, low: number];

/** Where nothing of a word is asked for, it is not looked at: system calls with int arguments do not either. */
function masked(program: Assembler, index: number, mask: Words, wanted: Words, fail: string): void {
  for (const [part, offset] of [highOf(index), lowOf(index)].entries()) {
    if (mask[part] === 0 && wanted[part] === 0) continue;
    program.load(offset);
    if (mask[part] !== 0xffffffff) program.and(mask[part]!);
    program.jump('equal', wanted[part]!, undefined, fail);
  }
}

function words(value: bigint): Words {
  return [Number(value >> 32n), Number(value & 0xffffffffn)];
}
