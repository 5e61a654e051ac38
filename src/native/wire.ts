/** Frames of docs/native-protocol.md: `u32 length of the rest, u8 type, payload`, little endian. */

/** Grows as it is written; `bytes()` at the end. */
export class Writer {
  private buffer = Buffer.allocUnsafe(1024);
  private length = 0;

  private reserve(size: number): number {
    const offset = this.length;
    this.length += size;
    if (this.length > this.buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.length, this.buffer.length * 2));
      this.buffer.copy(larger, 0, 0, offset);
      this.buffer = larger;
    }
    return offset;
  }

  u8(value: number): this {
    const offset = this.reserve(1);
    this.buffer.writeUInt8(value, offset);
    return this;
  }

  u16(value: number): this {
    const offset = this.reserve(2);
    this.buffer.writeUInt16LE(value, offset);
    return this;
  }

  u32(value: number): this {
    const offset = this.reserve(4);
    this.buffer.writeUInt32LE(value >>> 0, offset);
    return this;
  }

  i32(value: number): this {
    const offset = this.reserve(4);
    this.buffer.writeInt32LE(value, offset);
    return this;
  }

  u64(value: bigint): this {
    const offset = this.reserve(8);
    this.buffer.writeBigUInt64LE(BigInt.asUintN(64, value), offset);
    return this;
  }

  bool(value: boolean): this {
    return this.u8(value ? 1 : 0);
  }

  raw(value: Uint8Array): this {
    const offset = this.reserve(value.length);
    this.buffer.set(value, offset);
    return this;
  }

  bytes(value: Uint8Array): this {
    return this.u32(value.length).raw(value);
  }

  /** @throws Error for a NUL byte, which no path or argument of the kernel's can hold */
  text(value: string): this {
    if (value.includes('\0')) throw new Error('a NUL byte cannot be passed to the kernel');
    // Room for the longest encoding, of which what was not needed is given back: no copy in between.
    const offset = this.reserve(4 + value.length * 3);
    const length = this.buffer.write(value, offset + 4);
    this.buffer.writeUInt32LE(length, offset);
    this.length = offset + 4 + length;
    return this;
  }

  list<Item>(items: readonly Item[], write: (writer: this, item: Item) => void): this {
    this.u32(items.length);
    for (const item of items) write(this, item);
    return this;
  }

  finish(): Buffer {
    return this.buffer.subarray(0, this.length);
  }
}

export function frame(type: number, payload: Uint8Array): Buffer {
  return new Writer()
    .u32(payload.length + 1)
    .u8(type)
    .raw(payload)
    .finish();
}

/** Reads a payload; every length is checked by Buffer's own bounds. */
export class Reader {
  private offset = 0;
  constructor(private readonly buffer: Buffer) {}

  u8(): number {
    return this.buffer.readUInt8(this.offset++);
  }

  u32(): number {
    this.offset += 4;
    return this.buffer.readUInt32LE(this.offset - 4);
  }

  text(): string {
    const length = this.u32();
    if (this.offset + length > this.buffer.length) throw new RangeError('a text is longer than its frame');
    this.offset += length;
    return this.buffer.toString('utf8', this.offset - length, this.offset);
  }
}

/** Cuts a stream into frames. */
export class FrameSplitter {
  private pending: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): { type: number; payload: Buffer }[] {
    this.pending = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
    const frames: { type: number; payload: Buffer }[] = [];
    while (this.pending.length >= 5) {
      const length = this.pending.readUInt32LE(0);
      if (this.pending.length < 4 + length) break;
      frames.push({ type: this.pending[4]!, payload: this.pending.subarray(5, 4 + length) });
      this.pending = this.pending.subarray(4 + length);
    }
    return frames;
  }
}
