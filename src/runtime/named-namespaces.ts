/** The network namespaces that ip-netns(8) knows by name: files below /run/netns on which a namespace is mounted. */
import { readdirSync, statSync } from 'node:fs';
import type { NamedNamespace } from './host-view.js';

/** Where ip-netns(8) keeps them. */
const usualDirectory = '/run/netns';

export interface NamedNamespaces {
  namespaces: NamedNamespace[];
  /** Names that stand for something else, with what it is. */
  others: { name: string; reason: string }[];
}

/** @param known files of namespaces that are told in another way, with what they are */
export function namedNamespaces(
  known: ReadonlyMap<string, string>,
  directory = usualDirectory,
): NamedNamespaces {
  const whose = new Map([['/proc/self/ns/net', 'the network of the host itself'], ...known]);
  const identities = new Map([...whose].map(([file, what]) => [identityOf(file), what]));
  const result: NamedNamespaces = { namespaces: [], others: [] };
  for (const name of list(directory)) {
    const identity = identityOf(`${directory}/${name}`);
    const reason = !isNamespace(identity) ? 'no namespace is mounted there' : identities.get(identity!);
    if (reason === undefined) {
      const twin = result.namespaces.find(each => identityOf(each.file) === identity);
      if (twin) result.others.push({ name, reason: `another name of the namespace ${twin.name}` });
      else result.namespaces.push({ name, file: `${directory}/${name}` });
    } else result.others.push({ name, reason });
  }
  return result;
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** All namespaces are files of one file system of the kernel's. */
function isNamespace(identity: string | undefined): boolean {
  const own = identityOf('/proc/self/ns/net')!;
  return identity?.split(':')[0] === own.split(':')[0];
}

function identityOf(file: string): string | undefined {
  try {
    const { dev, ino } = statSync(file);
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}
