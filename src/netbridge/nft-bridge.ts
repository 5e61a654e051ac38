/** What passes between the ports of a bridge: packets there never reach the tables of family inet. */

/** Names of ends of veth pairs on the host, and what is said of them; the words are those of the firewall's attributes. */
export interface PortRules {
  /** `lab-web-eth0 02:00:00:00:00:01` */
  macs: readonly string[];
  /** `lab-web-eth0 lab-db-eth0 tcp/5432`, or `all` for the port */
  allow: readonly string[];
  /** Ends that nothing else reaches. */
  closed: readonly string[];
}

export function hasPortRules({ macs, allow, closed }: PortRules): boolean {
  return macs.length + allow.length + closed.length > 0;
}

/**
 * The table of family bridge. Without connections to go by (the kernel knows none there), an answer is told by its port
 * and, of TCP, by its flags: none begins a connection.
 */
export function formatPortTable(table: string, { macs, allow, closed }: PortRules): string[] {
  return [
    `table bridge ${table} {`,
    '  chain prerouting {',
    '    type filter hook prerouting priority -300; policy accept;',
    ...macs.map(rule => {
      const [end, mac] = rule.split(' ') as [string, string];
      return `    iifname "${end}" ether saddr != ${mac} drop comment "mac ${rule}"`;
    }),
    '  }',
    '  chain forward {',
    '    type filter hook forward priority 0; policy accept;',
    // Who has an address has to be asked for first.
    ...(closed.length > 0
      ? [
          '    ether type arp accept',
          '    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-solicit, nd-router-advert } accept',
        ]
      : []),
    ...allow.flatMap(allowLines),
    ...closed.map(end => `    oifname "${end}" drop comment "closed ${end}"`),
    '  }',
    '}',
  ];
}

function allowLines(rule: string): string[] {
  const [from, to, what] = rule.split(' ') as [string, string, string];
  const there = `    iifname "${from}" oifname "${to}"`;
  const back = `    iifname "${to}" oifname "${from}"`;
  if (what === 'all')
    return [`${there} accept comment "allow ${rule}"`, `${back} accept comment "answer ${rule}"`];
  const [protocol, port] = what.split('/') as [string, string];
  const answers = protocol === 'tcp' ? ' tcp flags & (syn | ack) != syn' : '';
  return [
    `${there} ${protocol} dport ${port} accept comment "allow ${rule}"`,
    `${back} ${protocol} sport ${port}${answers} accept comment "answer ${rule}"`,
  ];
}

/** @param comments of the table's rules */
export function parsePortRules(comments: readonly string[]): PortRules {
  const of = (word: string) =>
    comments.filter(each => each.startsWith(`${word} `)).map(each => each.slice(word.length + 1));
  const answers = new Set(of('answer'));
  return {
    macs: of('mac').sort(),
    allow: of('allow')
      .filter(each => answers.has(each))
      .sort(),
    closed: of('closed').sort(),
  };
}
