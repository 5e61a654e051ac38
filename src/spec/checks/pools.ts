import type { Project } from '../../model/project.js';
import type { Findings } from '../findings.js';
import { familyOf, networkRange, toNumber } from '../values/address.js';

/** A pool's addresses take the prefix of the network's address around them, so there must be one. */
export function checkPools(project: Project, findings: Findings): void {
  for (const { name, pool, addresses } of project.networks) {
    if (!pool) continue;
    const path = ['networks', name, 'pool'];
    const family = familyOf(pool.first);
    const around = addresses
      .map(networkRange)
      .find(
        each =>
          each.family === family && each.first <= toNumber(pool.first) && toNumber(pool.last) <= each.last,
      );
    if (!around && !findings.isBroken(['networks', name, 'addresses'])) {
      findings.error(
        'network',
        path,
        `the pool ${pool.first}-${pool.last} is in none of the network's addresses`,
        {
          hint:
            addresses.length > 0
              ? `it must be within ${addresses.join(' or ')}`
              : 'give the network `addresses` with a prefix',
        },
      );
    }
  }
  checkPoolSizes(project, findings);
}

/** Counted without the bridge's own and other static addresses: an allocation must be possible, not merely counted. */
function checkPoolSizes(project: Project, findings: Findings): void {
  for (const { name, pool, addresses } of project.networks) {
    if (!pool) continue;
    const nics = project.containers.flatMap(each => each.nics).filter(each => each.network === name);
    const wanted = nics.filter(each => each.pooled).length;
    const first = toNumber(pool.first);
    const last = toNumber(pool.last);
    const family = familyOf(pool.first);
    const taken = new Set(
      [...addresses, ...nics.flatMap(each => each.addresses)]
        .map(each => each.split('/')[0]!)
        .filter(each => familyOf(each) === family)
        .map(toNumber)
        .filter(each => first <= each && each <= last),
    );
    const free = last - first + 1n - BigInt(taken.size);
    if (BigInt(wanted) > free) {
      const message = `the pool ${pool.first}-${pool.last} has ${free} free addresses for ${wanted} interfaces`;
      findings.error('network', ['networks', name, 'pool'], message);
    }
  }
}
