/** A container in the labels and columns of lxc-info, which scripts have been reading for years. */
import type { ContainerInfo } from '../app/contract.js';
import { escapeText } from './escape.js';
import { formatSize } from './size.js';

export interface InfoParts {
  name: boolean;
  state: boolean;
  pid: boolean;
  ips: boolean;
  stats: boolean;
}

/** @param humanize false: bytes and nanoseconds as they are */
export function renderInfo(info: ContainerInfo, parts: InfoParts, humanize: boolean): string {
  const lines: string[] = [];
  const line = (label: string, value: string) => lines.push(`${`${label}:`.padEnd(15)} ${escapeText(value)}`);
  if (parts.name) line('Name', info.name);
  if (parts.state) line('State', info.state);
  if (info.pid === null) return end(lines);
  if (parts.pid) line('PID', String(info.pid));
  if (parts.ips) for (const address of info.addresses) line('IP', address.replace(/\/\d+$/, ''));
  if (!parts.stats || !info.usage) return end(lines);
  const size = (bytes: number) => (humanize ? formatSize(bytes) : String(bytes));
  const { cpuNs, ioRead, ioWritten, memory, kernelMemory } = info.usage;
  if (cpuNs !== null) line('CPU use', humanize ? `${(cpuNs / 1e9).toFixed(2)} seconds` : String(cpuNs));
  if (ioRead !== null && ioWritten !== null) line('BlkIO use', size(ioRead + ioWritten));
  if (memory !== null) line('Memory use', size(memory));
  if (kernelMemory !== null) line('KMem use', size(kernelMemory));
  for (const link of info.links) {
    line('Link', link.host ?? link.interface);
    line(' TX bytes', size(link.sent));
    line(' RX bytes', size(link.received));
    line(' Total bytes', size(link.sent + link.received));
  }
  return end(lines);
}

function end(lines: string[]): string {
  return lines.map(each => `${each}\n`).join('');
}
