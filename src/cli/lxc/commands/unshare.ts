import { type LxcCommand, LxcFailure, LxcParseFailure } from '../command.js';

/** LXC's words to the kernel's. */
const names: Record<string, string> = {
  MOUNT: 'mnt',
  PID: 'pid',
  UTSNAME: 'uts',
  IPC: 'ipc',
  USER: 'user',
  NETWORK: 'net',
  CGROUP: 'cgroup',
};

export const command: LxcCommand = {
  synopsis: '-s NAMESPACES COMMAND',
  about: 'run a COMMAND in a new set of NAMESPACES',
  options: {
    namespaces: {
      short: 's',
      value: 'FLAGS',
      summary: `ORed list of flags to unshare: ${Object.keys(names).join(', ')}`,
    },
    hostname: { short: 'H', value: 'HOSTNAME', summary: 'Set the hostname in the container' },
    remount: { short: 'M', summary: 'Remount default fs inside container: /proc always is' },
  },
  stops: true,
  named: 'no',
  async run({ rest, verbs, value }) {
    const wanted = value('namespaces');
    if (rest.length === 0) throw new LxcFailure('A command to execute in the new namespace is required');
    if (wanted === undefined) throw new LxcParseFailure();
    const namespaces = wanted.split('|').map(each => {
      const name = names[each.trim()];
      if (name === undefined) throw new LxcParseFailure();
      return name;
    });
    const hostname = value('hostname');
    if (hostname !== undefined && !namespaces.includes('uts'))
      throw new LxcFailure('-H hostname needs the UTSNAME flag');
    return verbs.runUnshared({ namespaces, argv: rest, ...(hostname !== undefined && { hostname }) });
  },
};
