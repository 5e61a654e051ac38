import { type LxcCommand, LxcFailure } from '../command.js';

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
    remount: { short: 'M', summary: 'Remount default fs inside container: /proc always is' },
  },
  stops: true,
  named: 'no',
  async run({ rest, verbs, value }) {
    const wanted = value('namespaces');
    if (wanted === undefined) throw new LxcFailure('no namespaces specified');
    if (rest.length === 0) throw new LxcFailure('a command to execute in the new namespace is required');
    const namespaces = wanted.split('|').map(each => {
      const name = names[each.trim()];
      if (name === undefined) throw new LxcFailure(`invalid namespace name: ${each}`);
      return name;
    });
    return verbs.runUnshared({ namespaces, argv: rest });
  },
};
