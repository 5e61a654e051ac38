/** The /etc/resolv.conf of containers that ask for one, themselves or by their networks. */
import type { Container, Network, Project, Resolver } from './project.js';

/** Name of the file among those of the run directory; no set of networks has a dot in its name. */
export function resolverFile(container: string): string {
  return `resolv.${container}`;
}

/** What counts for a container: its own words, else those of its networks. Undefined when nobody says anything. */
export function resolverOf(
  container: Pick<Container, 'nics' | 'resolver'>,
  { networks }: Pick<Project, 'networks'>,
): Resolver | undefined {
  const own = container.resolver;
  const joined = container.nics.flatMap(nic => networks.find(each => each.name === nic.network) ?? []);
  const said = (value: (network: Network) => string[]) => [...new Set(joined.flatMap(value))];
  const servers = own?.servers.length ? own.servers : said(each => each.dns ?? []);
  const search = own?.search.length
    ? own.search
    : said(each => (each.domain === undefined ? [] : [each.domain]));
  const options = own?.options ?? [];
  return servers.length + search.length + options.length === 0 ? undefined : { servers, search, options };
}

/** Its lines, in the order of resolv.conf(5). */
export function resolverLines({ servers, search, options }: Resolver): string[] {
  return [
    ...servers.map(each => `nameserver ${each}`),
    ...(search.length > 0 ? [`search ${search.join(' ')}`] : []),
    ...(options.length > 0 ? [`options ${options.join(' ')}`] : []),
  ];
}
