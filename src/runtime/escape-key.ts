/** Ctrl-a q, as lxc-console has it: Ctrl-a twice is one for the program inside. */
export class EscapeKey {
  readonly #first: number | null;
  #pending = false;

  /** @param letter a to z; null = none */
  constructor(letter: string | null) {
    this.#first = letter === null ? null : letter.charCodeAt(0) & 0x1f;
  }

  /** @returns what goes to the program, and whether the user leaves: what comes after that goes nowhere */
  take(bytes: Uint8Array): { passed: Buffer; leaves: boolean } {
    const passed: number[] = [];
    for (const byte of bytes) {
      if (!this.#pending) {
        if (byte === this.#first) this.#pending = true;
        else passed.push(byte);
        continue;
      }
      this.#pending = false;
      if (byte === 0x71) return { passed: Buffer.from(passed), leaves: true };
      // Twice is once; before any other key it was meant for the program.
      if (byte !== this.#first) passed.push(this.#first!);
      passed.push(byte);
    }
    return { passed: Buffer.from(passed), leaves: false };
  }
}
