/** Classic BPF for seccomp(2): instructions as data, jumps by label. */

export type Verdict = 'allow' | 'eperm' | 'enosys';

/** linux/seccomp.h: SECCOMP_RET_ALLOW, SECCOMP_RET_ERRNO | errno. */
const returns: Record<Verdict, number> = {
  allow: 0x7fff0000,
  eperm: 0x00050000 | 1,
  enosys: 0x00050000 | 38,
};

/** linux/bpf_common.h. */
const LOAD_WORD = 0x20;
const JUMP_GREATER_EQUAL = 0x35;
const JUMP_EQUAL = 0x15;
const JUMP_ALWAYS = 0x05;
const JUMP_SET = 0x45;
const RETURN = 0x06;

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

  jump(kind: 'equal' | 'at-least' | 'any-bit', k: number, whenTrue?: string, whenFalse?: string): void {
    const code = { equal: JUMP_EQUAL, 'at-least': JUMP_GREATER_EQUAL, 'any-bit': JUMP_SET }[kind];
    this.instructions.push({
      code,
      k,
      ...(whenTrue ? { whenTrue } : {}),
      ...(whenFalse ? { whenFalse } : {}),
    });
  }

  go(to: string): void {
    this.instructions.push({ code: JUMP_ALWAYS, k: 0, whenTrue: to });
  }

  verdict(verdict: Verdict): void {
    this.instructions.push({ code: RETURN, k: returns[verdict] });
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
