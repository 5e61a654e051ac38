/** The table of `lxc-top`, and its lines for a file (`-b`), both as LXC writes them. */
import type { ContainerSample } from '../../app/contract.js';

/** What a line is made of: bytes, nanoseconds and numbers of operations. */
export interface TopRow {
  name: string;
  cpu: number;
  system: number;
  user: number;
  io: number;
  read: number;
  written: number;
  operations: number;
  memory: number;
  /** Memory and swap; 0 = nothing counts it here. */
  swap: number;
  kernel: number;
}

export const batchHeading =
  'time_ms,container,cpu_nanos,cpu_sys_userhz,cpu_user_userhz,blkio_bytes,blkio_iops,mem_used_bytes,memsw_used_bytes,kernel_mem_used_bytes\n';

const bold = '\u001b[7m\u001b[1m';
const normal = '\u001b[0m';

export function topRow({ name, usage }: ContainerSample): TopRow {
  const [read, written] = [usage.ioRead ?? 0, usage.ioWritten ?? 0];
  return {
    name,
    cpu: usage.cpuNs ?? 0,
    system: usage.cpuSystemNs ?? 0,
    user: usage.cpuUserNs ?? 0,
    io: read + written,
    read,
    written,
    operations: usage.ioOperations ?? 0,
    memory: usage.memory ?? 0,
    swap: usage.memoryWithSwap ?? 0,
    kernel: usage.kernelMemory ?? 0,
  };
}

/** @param room lines that there is room for, without heading and total */
export function renderTop(rows: TopRow[], room: number): string {
  const total = rows.reduce(sum, { ...nothing });
  const shown = rows.slice(0, Math.max(0, room));
  const names: [string, string][] = [
    ['MemSw', total.swap > 0 ? 'Used' : ''],
    ['KMem', total.kernel > 0 ? 'Used' : ''],
  ];
  const further = names.filter(([, each]) => each !== '');
  const heading = (cells: string[], last: string[]) =>
    `${cells[0]!.padEnd(18)} ${cells
      .slice(1, 4)
      .map(each => each.padStart(12))
      .join(
        ' ',
      )} ${cells[4]!.padStart(36)} ${[cells[5]!, ...last].map(each => each.padStart(10)).join(' ')}\n`;
  return (
    bold +
    heading(
      ['Container', 'CPU', 'CPU', 'CPU', 'BlkIO', 'Mem'],
      further.map(([name]) => name),
    ) +
    heading(
      ['Name', 'Used', 'Sys', 'User', 'Total(Read/Write)', 'Used'],
      further.map(([, used]) => used),
    ) +
    normal +
    shown.map(each => `${line(each, total)}\n`).join('') +
    line({ ...total, name: `TOTAL ${shown.length} of ${rows.length}` }, total)
  );
}

/** One line of numbers. @param time milliseconds of the epoch */
export function batchLine(row: TopRow, time: number): string {
  const ticks = (nanoseconds: number) => Math.floor(nanoseconds / 1e7);
  return `${[
    time,
    row.name,
    row.cpu,
    ticks(row.system),
    ticks(row.user),
    row.io,
    row.operations,
    row.memory,
    row.swap,
    row.kernel,
  ].join(',')}\n`;
}

const nothing: TopRow = {
  name: '',
  cpu: 0,
  system: 0,
  user: 0,
  io: 0,
  read: 0,
  written: 0,
  operations: 0,
  memory: 0,
  swap: 0,
  kernel: 0,
};

function sum(total: TopRow, row: TopRow): TopRow {
  for (const key of Object.keys(nothing) as (keyof TopRow)[]) if (key !== 'name') total[key] += row[key];
  return total;
}

function line(row: TopRow, total: TopRow): string {
  const seconds = (nanoseconds: number) => (nanoseconds / 1e9).toFixed(2).padStart(12);
  const io = `${size(row.io)}(${size(row.read)}/${size(row.written)})`;
  const last = [row.memory, ...(total.swap > 0 ? [row.swap] : []), ...(total.kernel > 0 ? [row.kernel] : [])];
  return [
    row.name.slice(0, 18).padEnd(18),
    seconds(row.cpu),
    seconds(row.system),
    seconds(row.user),
    io.padStart(36),
    ...last.map(each => size(each).padStart(10)),
  ].join(' ');
}

/** Of LXC's width: a number without a unit has the room of one behind it. */
function size(bytes: number): string {
  for (const [unit, power] of [
    ['GiB', 30],
    ['MiB', 20],
    ['KiB', 10],
  ] as const)
    if (bytes > 2 ** power) return `${(bytes / 2 ** power).toFixed(2)} ${unit}`;
  return `${String(bytes).padStart(3)}.00   `;
}
