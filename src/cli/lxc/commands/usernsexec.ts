import { readFileSync } from 'node:fs';
import type { IdMapLine } from '../../../app/contract.js';
import { type LxcCommand, LxcFailure } from '../command.js';

type Maps = { users: IdMapLine[]; groups: IdMapLine[] };

export const command: LxcCommand = {
  synopsis: '[-m MAP] [-s] -- [COMMAND [ARGUMENT...]]',
  about: 'runs a COMMAND as root of a new user namespace',
  options: {
    map: {
      short: 'm',
      value: 'u|g|b:NS_ID:HOST_ID:RANGE',
      multiple: true,
      summary: 'users (u), groups (g) or both (b); default: what /etc/subuid and /etc/subgid grant to root',
    },
    self: { short: 's', summary: 'map the caller as well' },
  },
  stops: true,
  named: 'no',
  async run({ rest, verbs, all, has }) {
    const given = all('map');
    const idMaps = given.length > 0 ? parseMaps(given) : grantedMaps();
    if (has('self')) for (const map of [idMaps.users, idMaps.groups]) map.push(selfBehind(map));
    const argv = rest.length > 0 ? rest : ['/bin/sh'];
    return verbs.runUnshared({ namespaces: ['user', 'mnt'], argv, idMaps });
  },
};

function parseMaps(given: string[]): Maps {
  const maps: Maps = { users: [], groups: [] };
  for (const each of given) {
    const match = /^([ugb]):(\d+):(\d+):(\d+)$/.exec(each);
    if (!match)
      throw new LxcFailure(`"${each}" is no map: it is u, g or b, and three numbers (b:0:100000:65536)`);
    const [, kind, ...numbers] = match;
    const [inside, outside, count] = numbers.map(Number);
    const line = { inside: inside!, outside: outside!, count: count! };
    if (kind !== 'g') maps.users.push(line);
    if (kind !== 'u') maps.groups.push(line);
  }
  return maps;
}

/** The first grant to root of each file, as LXC takes it. */
function grantedMaps(): Maps {
  const [users, groups] = ['/etc/subuid', '/etc/subgid'].map(file => {
    const match = /^root:(\d+):(\d+)$/m.exec(readQuietly(file));
    if (!match) throw new LxcFailure('Failed to find subuid or subgid allocation');
    return [{ inside: 0, outside: Number(match[1]), count: Number(match[2]) }];
  });
  return { users: users!, groups: groups! };
}

/** Behind what is mapped from 0 on. */
function selfBehind(map: IdMapLine[]): IdMapLine {
  let inside = 0;
  for (const each of map)
    if (inside >= each.inside && inside < each.inside + each.count) inside += each.count;
  return { inside, outside: 0, count: 1 };
}

function readQuietly(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
