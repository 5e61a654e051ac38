/** What containers use, as a table: the difference of two samples gives the share of a processor. */
import type { ContainerSample } from '../app/contract.js';
import { formatSize } from './size.js';
import { renderTable } from './table.js';

/** A sample as other programs read it: fields are added, never renamed. */
export function statsDocument(now: ContainerSample, before: ContainerSample | undefined): object {
  const { project, name, pid, usage, received, sent } = now;
  return { project, name, pid, cpuPercent: cpuPercent(now, before), ...usage, received, sent };
}

export function renderStats(
  samples: ContainerSample[],
  before: ReadonlyMap<string, ContainerSample>,
  pressure: boolean,
): string {
  const headings = ['NAME', 'CPU %', 'MEMORY', 'LIMIT', 'NET IN', 'NET OUT', 'READ', 'WRITTEN', 'PIDS'];
  if (pressure) headings.push('PSI CPU', 'PSI MEMORY', 'PSI IO');
  const rows = samples.map(each => {
    const { usage } = each;
    const percent = cpuPercent(each, before.get(each.name));
    const row = [
      each.name,
      percent === null ? '-' : `${percent.toFixed(1)}`,
      size(usage.memory),
      size(usage.memoryLimit),
      size(each.received),
      size(each.sent),
      size(usage.ioRead),
      size(usage.ioWritten),
      usage.processes === null ? '-' : String(usage.processes),
    ];
    const { cpu, memory, io } = usage.pressure;
    if (pressure)
      row.push(...[cpu, memory, io].map(share => (share === null ? '-' : `${share.toFixed(1)} %`)));
    return row;
  });
  return renderTable(headings, rows);
}

/** 100 = one processor all the time; null = only one look so far, or another run of the container. */
function cpuPercent(now: ContainerSample, before: ContainerSample | undefined): number | null {
  const [used, was] = [now.usage.cpuNs, before?.usage.cpuNs];
  if (!before || before.pid !== now.pid || used === null || was == null || now.at <= before.at) return null;
  return Math.max(0, ((used - was) / 1e6 / (now.at - before.at)) * 100);
}

function size(bytes: number | null): string {
  return bytes === null ? '-' : formatSize(bytes);
}
