/** IPv4 forwarding, which NAT and published ports need: turned on once, and back off with the last project that needed it. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { writeAtomically } from '../store/atomic-write.js';
import { runBase } from '../store/directories.js';

const file = '/proc/sys/net/ipv4/ip_forward';

/** Remembers that it was us: a file beside the projects, gone after a reboot as the setting is. */
function marker(): string {
  return `${runBase()}/.forwarding-was-off`;
}

export function enableForwarding(): void {
  if (readFileSync(file, 'utf8').trim() !== '0') return;
  writeAtomically(marker(), '');
  writeFileSync(file, '1');
}

/** Off again, if it was we who turned it on. */
export function restoreForwarding(): void {
  if (!existsSync(marker())) return;
  writeFileSync(file, '0');
  rmSync(marker());
}
