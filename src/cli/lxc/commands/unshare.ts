import { readFileSync } from 'node:fs';
import { type LxcCommand, LxcFailure, LxcParseFailure } from '../command.js';
import { lxcNamespaces, namespacesOf } from '../namespace-words.js';

export const command: LxcCommand = {
  synopsis: '-s NAMESPACES COMMAND',
  about: 'run a COMMAND in a new set of NAMESPACES',
  options: {
    namespaces: {
      short: 's',
      value: 'FLAGS',
      summary: `ORed list of flags to unshare: ${Object.keys(lxcNamespaces).join(', ')}`,
    },
    user: { short: 'u', value: 'USERID', summary: 'new id to be set if -s USER is specified' },
    hostname: { short: 'H', value: 'HOSTNAME', summary: 'Set the hostname in the container' },
    ifname: {
      short: 'i',
      value: 'IFNAME',
      multiple: true,
      summary: 'Interface to be moved into the container (with NETWORK)',
    },
    daemon: { short: 'd', summary: 'Daemonize (do not wait for container to exit)' },
    remount: { short: 'M', summary: 'Remount default fs inside container (/proc /dev/shm /dev/mqueue)' },
  },
  stops: true,
  named: 'no',
  async run({ rest, verbs, value, all, has }) {
    const name = value('user');
    const user = name === undefined ? undefined : userOf(name);
    const wanted = value('namespaces');
    const namespaces = wanted === undefined ? [] : namespacesOf(wanted);
    if (rest.length === 0) throw new LxcFailure('A command to execute in the new namespace is required');
    if (namespaces.length === 0) throw new LxcParseFailure();
    const hostname = value('hostname');
    const interfaces = all('ifname');
    if (interfaces.length > 0 && !namespaces.includes('net'))
      throw new LxcFailure('-i <interfacename> needs -s NETWORK option');
    if (hostname !== undefined && !namespaces.includes('uts'))
      throw new LxcFailure('-H <hostname> needs -s UTSNAME option');
    if (has('remount') && !namespaces.includes('mnt')) throw new LxcFailure('-M needs -s MOUNT option');
    const mapped = user !== undefined && namespaces.includes('user');
    return verbs.runUnshared({
      namespaces,
      argv: rest,
      interfaces,
      remount: has('remount'),
      detached: has('daemon'),
      ...(hostname !== undefined && { hostname }),
      ...(user !== undefined && { user }),
      // The caller's own id under that number, and nobody else's.
      ...(mapped && {
        idMaps: { users: [{ inside: user, outside: process.getuid!(), count: 1 }], groups: [] },
      }),
    });
  },
};

/** A number or a name. @throws LxcParseFailure */
function userOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [name, , id] = line.split(':');
    if (name === text) return Number(id);
  }
  throw new LxcParseFailure();
}
