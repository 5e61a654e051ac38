/** What a container uses, as its cgroups count it, in the same words for both generations. */
import { containerCgroup } from '../model/mark.js';
import type { CgroupMounts } from './mounts.js';
import { readQuietly } from './read-quietly.js';

export interface Usage {
  /** Processor time, nanoseconds; null = nothing counts it here. */
  cpuNs: number | null;
  /** Its parts, outside and inside of the kernel. */
  cpuUserNs: number | null;
  cpuSystemNs: number | null;
  /** Bytes, with the page cache; null as above. */
  memory: number | null;
  /** Bytes of memory and swap together. */
  memoryWithSwap: number | null;
  /** Bytes; null = no limit. */
  memoryLimit: number | null;
  /** Bytes that the kernel itself holds for it. */
  kernelMemory: number | null;
  /** Bytes read from and written to block devices. */
  ioRead: number | null;
  ioWritten: number | null;
  /** Requests for both. */
  ioOperations: number | null;
  processes: number | null;
  /** Share of the last ten seconds in which something waited, percent (PSI `some avg10`). */
  pressure: { cpu: number | null; memory: number | null; io: number | null };
}

/** A file below this is a limit; "none" is all that fits into a signed number of pages. */
const unlimited = 2 ** 62;

/** Reads each file once. What is not there is null. */
export function readUsage(mounts: CgroupMounts, project: string, container: string): Usage {
  const own = containerCgroup(project, container);
  const read = (root: string | null | undefined, file: string): string | null =>
    root ? readQuietly(`${root}/${own}/${file}`) : null;
  const unified = mounts.unified;
  const times = pairs(read(unified, 'cpu.stat'));
  const cpu = times.get('usage_usec');
  const nanoseconds = (name: string): number | null => {
    const microseconds = times.get(name);
    return microseconds === undefined ? null : microseconds * 1000;
  };
  const shared = {
    // The unified hierarchy counts processor time without any controller.
    cpuNs: cpu === undefined ? number(read(mounts.controllers.get('cpuacct'), 'cpuacct.usage')) : cpu * 1000,
    cpuUserNs: nanoseconds('user_usec'),
    cpuSystemNs: nanoseconds('system_usec'),
    pressure: {
      cpu: pressure(read(unified, 'cpu.pressure')),
      memory: pressure(read(unified, 'memory.pressure')),
      io: pressure(read(unified, 'io.pressure')),
    },
  };
  if (mounts.layout === 'v2') {
    const io = totals(read(unified, 'io.stat'), /(rbytes|wbytes|rios|wios)=(\d+)/g);
    const used = number(read(unified, 'memory.current'));
    const swapped = number(read(unified, 'memory.swap.current'));
    return {
      ...shared,
      memory: used,
      memoryWithSwap: used === null || swapped === null ? null : used + swapped,
      memoryLimit: number(read(unified, 'memory.max')),
      kernelMemory: pairs(read(unified, 'memory.stat')).get('kernel') ?? null,
      ioRead: io?.get('rbytes') ?? null,
      ioWritten: io?.get('wbytes') ?? null,
      ioOperations: io && io.get('rios')! + io.get('wios')!,
      processes: number(read(unified, 'pids.current')),
    };
  }
  const memory = mounts.controllers.get('memory');
  const blkio = mounts.controllers.get('blkio');
  const served = (file: string) =>
    totals(read(blkio, `${file}_recursive`) ?? read(blkio, file), /\d+:\d+ (Read|Write) (\d+)/g);
  const io = served('blkio.throttle.io_service_bytes');
  const requests = served('blkio.throttle.io_serviced');
  const limit = number(read(memory, 'memory.limit_in_bytes'));
  return {
    ...shared,
    memory: number(read(memory, 'memory.usage_in_bytes')),
    memoryWithSwap: number(read(memory, 'memory.memsw.usage_in_bytes')),
    memoryLimit: limit === null || limit >= unlimited ? null : limit,
    kernelMemory: number(read(memory, 'memory.kmem.usage_in_bytes')),
    ioRead: io?.get('Read') ?? null,
    ioWritten: io?.get('Write') ?? null,
    ioOperations: requests && requests.get('Read')! + requests.get('Write')!,
    processes: number(read(mounts.controllers.get('pids'), 'pids.current')),
  };
}

function number(text: string | null): number | null {
  const value = text === null ? Number.NaN : Number(text.trim());
  return Number.isNaN(value) ? null : value;
}

/** `name number` lines. */
function pairs(text: string | null): Map<string, number> {
  const lines = (text ?? '').split('\n').map(line => line.split(' '));
  return new Map(lines.filter(each => each.length === 2).map(([name, value]) => [name!, Number(value)]));
}

/** Sums over all devices; a file without a line counts nothing yet: 0. */
function totals(text: string | null, pattern: RegExp): Map<string, number> | null {
  if (text === null) return null;
  const sums = new Map([...['Read', 'Write', 'rbytes', 'wbytes', 'rios', 'wios']].map(name => [name, 0]));
  for (const [, name, value] of text.matchAll(pattern)) sums.set(name!, sums.get(name!)! + Number(value));
  return sums;
}

function pressure(text: string | null): number | null {
  const match = /^some avg10=([\d.]+)/.exec(text ?? '');
  return match ? Number(match[1]) : null;
}
