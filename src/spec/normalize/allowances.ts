/** Who may reach whom over a network: names of containers and of services, which stand for all of their instances. */
import type { Allowance, Network } from '../../model/project.js';
import type { RawAllowance, RawNetwork } from '../raw.js';
import { suggestion } from '../suggest.js';
import { type Context, itemsOf } from './context.js';
import type { Instance } from './instances.js';

/** Fills in `allow` once the instances are known. */
export function completeAllowances(
  networks: Iterable<Network>,
  raw: Record<string, RawNetwork | null> | null | undefined,
  instances: readonly Instance[],
  context: Context,
): void {
  for (const network of networks) {
    const given = raw?.[network.name]?.allow;
    if (given == null || network.type !== 'bridge') continue;
    const path = ['networks', network.name, 'allow'];
    network.allow = [...itemsOf(given, path)].flatMap(([each, at]) => {
      const names = (key: 'from' | 'to') => namesOf(each, key, [...at, key], network, instances, context);
      const rest = {
        ...(each.port !== undefined && { port: each.port, protocol: each.protocol ?? ('tcp' as const) }),
      };
      if (each.protocol !== undefined && each.port === undefined) {
        const message = '`protocol` is of a `port`, and none is given';
        context.findings.error('contradiction', [...at, 'protocol'], message, { atKey: true });
      }
      const to = names('to');
      return names('from').flatMap(from => to.map((name): Allowance => ({ from, to: name, ...rest })));
    });
  }
}

function namesOf(
  raw: RawAllowance,
  key: 'from' | 'to',
  at: (string | number)[],
  network: Network,
  instances: readonly Instance[],
  { findings }: Context,
): string[] {
  const name = raw[key];
  if (name === undefined) return [];
  const named = instances.filter(
    ({ container, service }) => container.name === name || service.name === name,
  );
  const found = named
    .map(each => each.container)
    .filter(each => each.nics.some(nic => nic.network === network.name));
  if (found.length > 0) return found.map(each => each.name);
  const message =
    named.length > 0
      ? `"${name}" is not on the network "${network.name}"`
      : `unknown container "${name}"${suggestion(
          name,
          instances.map(each => each.container.name),
        )}`;
  findings.error('unknown-reference', at, message);
  return [];
}
