/** Runs a filter as the kernel would: only the instructions that our compiler makes. */
export const native = 0xc000003e;

export interface Call {
  number: number;
  arguments?: bigint[];
  architecture?: number;
}

/** @returns SECCOMP_RET_* with its data */
export function run(program: Uint8Array, call: Call): number {
  const code = Buffer.from(program);
  let accumulator = 0;
  for (let index = 0; index < code.length / 8; ) {
    const operation = code.readUInt16LE(index * 8);
    const k = code.readUInt32LE(index * 8 + 4);
    const jump = (taken: boolean) => 1 + code.readUInt8(index * 8 + (taken ? 2 : 3));
    switch (operation) {
      case 0x06:
        return k;
      case 0x20:
        accumulator = load(call, k);
        index++;
        break;
      case 0x54:
        accumulator = (accumulator & k) >>> 0;
        index++;
        break;
      case 0x05:
        index += 1 + k;
        break;
      case 0x15:
        index += jump(accumulator === k);
        break;
      case 0x25:
        index += jump(accumulator > k);
        break;
      case 0x35:
        index += jump(accumulator >= k);
        break;
      default:
        throw new Error(`unknown instruction ${operation}`);
    }
  }
  throw new Error('the program ran off its end');
}

/** struct seccomp_data, little endian. */
function load({ number, arguments: given = [], architecture = native }: Call, offset: number): number {
  if (offset === 0) return number;
  if (offset === 4) return architecture;
  const value = given[(offset - 16) >> 3] ?? 0n;
  return Number(BigInt.asUintN(32, offset % 8 === 4 ? value >> 32n : value));
}
