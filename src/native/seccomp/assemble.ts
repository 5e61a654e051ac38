/** Classic BPF for seccomp(2): instructions as data, jumps by label. */
import type { SeccompAction } from '../../model/seccomp-profile.js';

/** linux/seccomp.h: SECCOMP_RET_*; the low 16 bits are data. */
const returns: Record<SeccompAction['kind'], number> = {
  'kill-process': 0x80000000,
  'kill-thread': 0x00000000,
  trap: 0x00030000,
  errno: 0x00050000,
  trace: 0x7ff00000,
  log: 0x7ffc0000,
  allow: 0x7fff0000,
};

/** linux/bpf_common.h. */
const LOAD_WORD = 0x20;
const AND = 0x54;
const JUMP_ALWAYS = 0x05;
const RETURN = 0x06;
const jumps = { equal: 0x15, above: 0x25, 'at-least': 0x35 } as const;

interface Instruction {
  code: number;
  k: number;
  whenTrue?: string;
  whenFalse?: string;
}

/** Builds a program of instructions; a label names the next one. A missing target means "fall through". */
export class Assembler {
  private readonly instructions: Instruction[] = [];
  private readonly labels = new Map<string, number>();
  private fresh = 0;

  get length(): number {
    return this.instructions.length;
  }

  newLabel(): string {
    return `l${this.fresh++}`;
  }

  label(name: string): void {
    this.labels.set(name, this.instructions.length);
  }

  /** Loads 32 bits of struct seccomp_data. */
  load(offset: number): void {
    this.instructions.push({ code: LOAD_WORD, k: offset });
  }

  and(k: number): void {
    this.instructions.push({ code: AND, k });
  }

  /** Compares what was loaded, unsigned. */
  jump(kind: keyof typeof jumps, k: number, whenTrue?: string, whenFalse?: string): void {
    this.instructions.push({
      code: jumps[kind],
      k,
      ...(whenTrue ? { whenTrue } : {}),
      ...(whenFalse ? { whenFalse } : {}),
    });
  }

  go(to: string): void {
    this.instructions.push({ code: JUMP_ALWAYS, k: 0, whenTrue: to });
  }

  verdict({ kind, data }: SeccompAction): void {
    this.instructions.push({ code: RETURN, k: (returns[kind] | data) >>> 0 });
  }

  /** struct sock_filter[]: u16 code, u8 jt, u8 jf, u32 k. @throws RangeError when a conditional jump spans over 255 */
  assemble(): Uint8Array {
    const bytes = Buffer.alloc(this.instructions.length * 8);
    this.instructions.forEach(({ code, k, whenTrue, whenFalse }, index) => {
      const distance = (label: string | undefined) =>
        label === undefined ? 0 : this.labels.get(label)! - index - 1;
      const always = code === JUMP_ALWAYS;
      bytes.writeUInt16LE(code, index * 8);
      bytes.writeUInt8(always ? 0 : distance(whenTrue), index * 8 + 2);
      bytes.writeUInt8(always ? 0 : distance(whenFalse), index * 8 + 3);
      bytes.writeUInt32LE((always ? distance(whenTrue) : k) >>> 0, index * 8 + 4);
    });
    return bytes;
  }
}
