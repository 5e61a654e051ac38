/** Network namespaces that somebody has named, as `ip netns` does: what is in each, read by the native observer. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { monitorProgram } from '../native/index.js';
import type { NetworkView } from '../native/network-view.js';
import { findProgram, runProgram } from '../netbridge/program.js';
import { type HostLink, hostLinks } from './host-links.js';

export interface NamedNamespace {
  name: string;
  links: HostLink[];
  routes: NetworkView['routes'];
}

/** Where ip-netns(8) keeps them. */
export const namespacesDirectory = '/run/netns';

/** A request for the own namespace only: no containers, no settings, no table, each a length of zero. */
const nothingMore = '\0'.repeat(12);

/** Those of a directory; one that is no namespace, or not any more, is left out. */
export async function namedNamespaces(directory: string): Promise<NamedNamespace[]> {
  const names = list(directory);
  if (names.length === 0) return [];
  const nsenter = findProgram('nsenter', 'util-linux');
  const found = await Promise.all(
    names.map(async (name): Promise<NamedNamespace[]> => {
      const argv = [`--net=${join(directory, name)}`, monitorProgram(), 'observe'];
      const { exitCode, stdout } = await runProgram(nsenter, argv, nothingMore, -1);
      if (exitCode !== 0) return [];
      const { host } = JSON.parse(stdout) as { host: NetworkView };
      return [{ name, links: hostLinks(host), routes: host.routes }];
    }),
  );
  return found.flat();
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    return [];
  }
}
