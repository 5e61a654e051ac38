/** Ranges of addresses that meet. */
import { familyOf, networkRange, toNumber } from '../../spec/values/address.js';
import type { Report, Rule, View } from '../rule.js';

export const subnetsOverlap: Rule = {
  code: 'LXCC1102',
  name: 'subnets-overlap',
  level: 'error',
  summary: 'two networks whose subnets overlap: the host has one route for both, and reaches one of them',
  *check({ project }: View): Generator<Report> {
    const subnets = project.networks.flatMap(({ name, addresses }) =>
      addresses.map(address => ({ name, address, ...networkRange(address) })),
    );
    for (const [index, right] of subnets.entries()) {
      const left = subnets
        .slice(0, index)
        .find(
          each =>
            each.name !== right.name &&
            each.family === right.family &&
            each.first <= right.last &&
            right.first <= each.last,
        );
      if (!left) continue;
      yield {
        at: `networks.${right.name}.addresses`,
        message: `${right.address} of network "${right.name}" overlaps ${left.address} of network "${left.name}"`,
        hint: 'give each network a subnet of its own',
        related: { message: `"${left.name}" has its addresses`, at: `networks.${left.name}.addresses` },
      };
    }
  },
};

/** The pool passes over it, so that nothing breaks today; a static address that is added later moves a container. */
export const poolStatic: Rule = {
  code: 'LXCC1103',
  name: 'pool-has-static',
  level: 'warning',
  summary: "a pool that contains the bridge's address, a gateway, or an address that a container names",
  *check({ project }: View): Generator<Report> {
    for (const { name, pool, addresses, gateway } of project.networks) {
      if (!pool) continue;
      const inside = (address: string) =>
        familyOf(address) === familyOf(pool.first) &&
        toNumber(pool.first) <= toNumber(address) &&
        toNumber(address) <= toNumber(pool.last);
      const range = `the pool ${pool.first}-${pool.last} of network "${name}"`;
      const own = addresses.map(bare);
      for (const address of new Set([...own, ...Object.values(gateway ?? {})])) {
        if (!inside(address)) continue;
        const what = own.includes(address) ? "the bridge's own address" : 'the gateway';
        yield {
          at: `networks.${name}.pool`,
          message: `${range} contains ${what} ${address}`,
          hint: 'begin or end the pool beside it',
        };
      }
      for (const container of project.containers) {
        for (const nic of container.nics.filter(each => each.network === name && !each.pooled)) {
          const address = nic.addresses.map(bare).find(inside);
          if (address === undefined) continue;
          yield {
            at: `containers.${container.service}.networks.${name}.addresses`,
            message: `the address ${address} of container "${container.name}" is in ${range}`,
            hint: 'choose an address outside of the pool: containers that draw from it keep theirs then',
            related: { message: 'the pool stands', at: `networks.${name}.pool` },
          };
        }
      }
    }
  },
};

function bare(address: string): string {
  return address.slice(0, address.indexOf('/'));
}
