import { fstatSync } from 'node:fs';

/**
 * Whether a descriptor is a terminal. node:tty is only asked about character devices: loading it takes 3 ms, because it
 * brings the network stack with it, and most descriptors of scripts are pipes, files or /dev/null.
 */
export function isTerminal(descriptor: number): boolean {
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isCharacterDevice() || stat.rdev === nullDevice) return false;
  } catch {
    return false;
  }
  return process.getBuiltinModule('node:tty').isatty(descriptor);
}

/** Device 1:3 as the kernel packs major and minor. */
const nullDevice = 0x103;
