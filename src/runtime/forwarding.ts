/** IPv4 forwarding, which NAT and published ports need: turned on once, and back off with the last project that needed it. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { firewallTablePrefix } from '../model/mark.js';
import { listTables } from '../netbridge/nft.js';
import { runBase } from '../store/directories.js';
import { shellWord } from './shell-word.js';

const file = '/proc/sys/net/ipv4/ip_forward';

/** Remembers that it was us: a file beside the projects, gone after a reboot as the setting is. */
function marker(): string {
  return `${runBase()}/.forwarding-was-off`;
}

export function enableForwarding(): void {
  if (readFileSync(file, 'utf8').trim() !== '0') return;
  // Empty: there is no half of it, and a second name beside it could be left behind by a kill.
  writeFileSync(marker(), '', { mode: 0o600 });
  writeFileSync(file, '1');
}

/** Off again, if it was we who turned it on and no project has a table any more. */
export async function restoreForwarding(): Promise<void> {
  if (!existsSync(marker()) || (await listTables(firewallTablePrefix)).length > 0) return;
  writeFileSync(file, '0');
  rmSync(marker());
}

/** The same for a shell. */
export function enablingCommands(): string[] {
  if (readFileSync(file, 'utf8').trim() !== '0') return [];
  return [
    `mkdir -p -m 700 ${shellWord(runBase())}`,
    `touch ${shellWord(marker())}`,
    'sysctl -w net.ipv4.ip_forward=1',
  ];
}

/** The same for a shell; the setting stays while another project has a table. */
export function restoringCommands(): string[] {
  if (!existsSync(marker())) return [];
  const condition = `nft list tables inet | grep -q ' ${firewallTablePrefix}'`;
  return [`${condition} || { sysctl -w net.ipv4.ip_forward=0; rm ${shellWord(marker())}; }`];
}
