/** What stands behind the name of a device: the kernel knows only numbers. */
import { type BigIntStats, statSync } from 'node:fs';
import { ExitCode, Problem } from '../model/problem.js';

export interface HostDevice {
  type: 'b' | 'c';
  major: number;
  minor: number;
  /** Permission bits, owner and group of the host's node. */
  mode: number;
  uid: number;
  gid: number;
}

/** @throws Problem unless the path leads to a device node */
export function readHostDevice(path: string): HostDevice {
  const status = statDevice(path);
  const type = status?.isCharacterDevice() ? 'c' : status?.isBlockDevice() ? 'b' : null;
  if (!status || type === null) {
    throw new Problem(status ? `${path} is not a device` : `there is no device ${path} on this host`, {
      exitCode: ExitCode.unavailable,
      kernel: { step: 'look at a device', call: 'stat', errno: status ? 'ENODEV' : 'ENOENT', path },
      ...(status?.isDirectory() ? { remedy: 'Name each device in the directory.' } : {}),
    });
  }
  return {
    type,
    // makedev(3): the low bytes of both numbers lie between their high bits.
    major: Number(((status.rdev >> 8n) & 0xfffn) | ((status.rdev >> 32n) & 0xfffff000n)),
    minor: Number((status.rdev & 0xffn) | ((status.rdev >> 12n) & 0xffffff00n)),
    mode: Number(status.mode & 0o777n),
    uid: Number(status.uid),
    gid: Number(status.gid),
  };
}

function statDevice(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
