/** nftables through execa: one table a project, replaced as a whole in one transaction. */
import { existsSync } from 'node:fs';
import { Problem } from '../model/problem.js';
import { formatPortTable, hasPortRules, type PortRules, parsePortRules } from './nft-bridge.js';
import { findProgram, runProgram } from './program.js';

/** What a project's table says; the words are those of the firewall's attributes. */
export interface FirewallRules extends PortRules {
  /** `br0 10.0.2.1/24` */
  nat: readonly string[];
  internal: readonly string[];
  /** `0.0.0.0:8080/tcp -> 10.0.2.16:80` */
  ports: readonly string[];
}

/**
 * The whole ruleset for `nft -f -`: the old table goes and the new one comes in one transaction. Each rule carries the
 * attribute's words as its comment, by which it is read back; a rule without them, or gone, is drift.
 * @param hadPortRules there may be a table of family bridge, which some kernels cannot have
 */
export function formatTable(table: string, rules: FirewallRules, hadPortRules: boolean): string {
  const family = (address: string) => (address.includes(':') ? 'ip6' : 'ip');
  const nat = rules.nat.map(rule => {
    const [bridge, address] = rule.split(' ') as [string, string];
    return `    ${family(address)} saddr ${address} oifname != "${bridge}" masquerade comment "nat ${rule}"`;
  });
  const ports = rules.ports.map(rule => {
    const { hostIp, published, protocol, to } = parsePort(rule);
    const destination = hostIp === '0.0.0.0' ? 'fib daddr type local' : `ip daddr ${hostIp}`;
    return `    ${destination} ${protocol} dport ${published} dnat ip to ${to} comment "port ${rule}"`;
  });
  const internal = rules.internal.flatMap(bridge => [
    `    iifname "${bridge}" oifname != "${bridge}" drop comment "internal ${bridge}"`,
    `    oifname "${bridge}" iifname != "${bridge}" drop comment "internal ${bridge} in"`,
  ]);
  return [
    `table inet ${table}`,
    `delete table inet ${table}`,
    `table inet ${table} {`,
    '  chain prerouting {',
    '    type nat hook prerouting priority dstnat; policy accept;',
    ...ports,
    '  }',
    '  chain output {',
    // The word dstnat is for prerouting alone; -100 is its number.
    '    type nat hook output priority -100; policy accept;',
    ...ports.map(line =>
      line
        .replace('comment "port ', 'comment "local ')
        .replace('fib daddr type local', 'fib daddr type local ip daddr != 127.0.0.0/8'),
    ),
    '  }',
    '  chain postrouting {',
    '    type nat hook postrouting priority srcnat; policy accept;',
    ...nat,
    '  }',
    '  chain forward {',
    '    type filter hook forward priority filter; policy accept;',
    ...internal,
    '  }',
    // By which it is known that there is another table to read.
    ...(hasPortRules(rules) ? ['  chain ports {', '  }'] : []),
    '}',
    ...(hadPortRules || hasPortRules(rules) ? [`table bridge ${table}`, `delete table bridge ${table}`] : []),
    ...(hasPortRules(rules) ? formatPortTable(table, rules) : []),
    '',
  ].join('\n');
}

function parsePort(rule: string): { hostIp: string; published: string; protocol: string; to: string } {
  const match = /^([0-9.]+):(\d+)\/(tcp|udp) -> ([0-9.]+:\d+)$/.exec(rule);
  if (!match) throw new Error(`not a port rule: ${JSON.stringify(rule)}`);
  return { hostIp: match[1]!, published: match[2]!, protocol: match[3]!, to: match[4]! };
}

/** Replaces the table. @throws Problem with what nft said */
export async function applyTable(
  table: string,
  rules: FirewallRules,
  hadPortRules: boolean,
  lock: number,
): Promise<void> {
  await nft(formatTable(table, rules, hadPortRules), lock);
}

/** Removes the table; quiet when it is not there. */
export async function removeTable(table: string, hadPortRules: boolean, lock: number): Promise<void> {
  const families = hadPortRules ? ['inet', 'bridge'] : ['inet'];
  await nft(families.map(each => `table ${each} ${table}\ndelete table ${each} ${table}\n`).join(''), lock);
}

async function nft(text: string, lock: number): Promise<void> {
  const { exitCode, stderr } = await runProgram(findProgram('nft', 'nftables'), ['-f', '-'], text, lock);
  if (exitCode === 0) return;
  throw new Problem(`the firewall refused a change: ${stderr.split('\n')[0]?.trim() ?? ''}`, {
    kernel: { step: 'replace the project’s table', call: 'nft -f -', errno: 'EINVAL' },
  });
}

/** The rules that the kernel has, or null without a table (or without nft, which then cannot have made one). */
export async function readTable(table: string): Promise<FirewallRules | null> {
  if (!['/usr/sbin/nft', '/sbin/nft', '/usr/bin/nft'].some(path => existsSync(path))) return null;
  const text = await listTable('inet', table);
  if (text === null) return null;
  const { nftables } = JSON.parse(text) as Listing;
  const hasPorts = nftables.some(each => each.chain?.name === 'ports');
  const ports = hasPorts ? await listTable('bridge', table) : null;
  return { ...parseTable(commentsOf(text)), ...parsePortRules(ports === null ? [] : commentsOf(ports)) };
}

interface Listing {
  nftables: { rule?: { comment?: string }; chain?: { name: string } }[];
}

async function listTable(family: string, table: string): Promise<string | null> {
  const { exitCode, stdout } = await runProgram(
    findProgram('nft', 'nftables'),
    ['--json', 'list', 'table', family, table],
    undefined,
    -1,
  );
  return exitCode === 0 ? stdout : null;
}

/** @param text of `nft --json list table` */
function commentsOf(text: string): string[] {
  return (JSON.parse(text) as Listing).nftables.flatMap(each => each.rule?.comment ?? []);
}

function parseTable(comments: readonly string[]): Pick<FirewallRules, 'nat' | 'ports' | 'internal'> {
  const of = (word: string) =>
    comments.filter(each => each.startsWith(`${word} `)).map(each => each.slice(word.length + 1));
  const local = new Set(of('local'));
  const drops = of('internal');
  return {
    nat: of('nat').sort(),
    ports: of('port')
      .filter(each => local.has(each))
      .sort(),
    internal: drops.filter(each => !each.endsWith(' in') && drops.includes(`${each} in`)).sort(),
  };
}

/** Names of all tables of ours, whichever project's. */
export async function listTables(prefix: string): Promise<string[]> {
  const { exitCode, stdout } = await runProgram(
    findProgram('nft', 'nftables'),
    ['--json', 'list', 'tables', 'inet'],
    undefined,
    -1,
  );
  if (exitCode !== 0) return [];
  const { nftables } = JSON.parse(stdout) as { nftables: { table?: { name: string } }[] };
  return nftables.flatMap(each => (each.table?.name.startsWith(prefix) ? [each.table.name] : []));
}
