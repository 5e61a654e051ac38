import type { Report, Rule, View } from '../rule.js';
import { servicesOf } from '../services.js';

/** The bridge drops what is larger than its own MTU, without a word to the sender. */
export const mtuAbove: Rule = {
  code: 'LXCC1106',
  name: 'mtu-above-network',
  level: 'warning',
  summary: 'an interface with a larger `mtu` than its network: the bridge drops its large packets',
  *check({ project }: View): Generator<Report> {
    const networks = new Map(project.networks.map(each => [each.name, each]));
    for (const { service, nics } of servicesOf(project)) {
      for (const { network, interface: name, mtu } of nics) {
        const limit = networks.get(network)?.mtu;
        if (mtu === undefined || limit === undefined || mtu <= limit) continue;
        yield {
          at: `containers.${service}.networks.${network}.mtu`,
          message: `the mtu ${mtu} of ${name} of container "${service}" is larger than that of network "${network}", ${limit}: larger packets are dropped`,
          hint: `leave it out: the interface takes the network's`,
          related: { message: "the network's stands", at: `networks.${network}.mtu` },
        };
      }
    }
  },
};
