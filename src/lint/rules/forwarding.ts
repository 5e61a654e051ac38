/** NAT and published ports that lead nowhere. */
import { familyOf } from '../../spec/values/address.js';
import type { Report, Rule, View } from '../rule.js';
import { servicesOf } from '../services.js';

export const portInternal: Rule = {
  code: 'LXCC1108',
  name: 'port-internal',
  level: 'warning',
  summary: 'a port that is published from an internal network: only the host itself reaches it',
  *check({ project }: View): Generator<Report> {
    const networks = new Map(project.networks.map(each => [each.name, each]));
    for (const { service, nics, ports } of servicesOf(project)) {
      // A published port leads to the first IPv4 address.
      const target = nics.find(each => {
        const pool = each.pooled ? networks.get(each.network)?.pool?.first : undefined;
        return [...each.addresses, ...(pool === undefined ? [] : [pool])].some(it => familyOf(it) === 'v4');
      });
      if (ports.length === 0 || !target || !networks.get(target.network)?.internal) continue;
      yield {
        at: `containers.${service}.ports`,
        message: `the ports of container "${service}" lead to its address on "${target.network}", which is internal: nobody but the host reaches them`,
        hint: 'list a network that is not internal first, or remove `ports`',
        related: { message: 'it is made internal', at: `networks.${target.network}.internal` },
      };
    }
  },
};

export const natWithoutAddress: Rule = {
  code: 'LXCC1109',
  name: 'nat-without-address',
  level: 'warning',
  summary: '`nat: true` on a network without `addresses`: there is no subnet to translate',
  *check({ project }: View): Generator<Report> {
    for (const { name, nat, addresses } of project.networks) {
      if (!nat || addresses.length > 0) continue;
      yield {
        at: `networks.${name}.nat`,
        message: `the network "${name}" has no addresses, so that \`nat\` translates nothing`,
        hint: 'give it `addresses`, such as [10.0.2.1/24]',
      };
    }
  },
};
