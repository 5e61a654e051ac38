/** Finds the interface that each route leaves by: the one on whose network the next hop is. */
import { quote } from '../../spec/diagnostic.js';
import { familyOf } from '../../spec/values/address.js';
import type { Remarks } from '../remarks.js';
import { contains, parseSubnet } from '../subnet.js';
import type { LabInterface, LabNode, LabRoute } from './lab.js';

/** Gives each route to its interface; what the kernel would refuse is remarked. */
export function settleRoutes(nodes: readonly LabNode[], remarks: Remarks): void {
  for (const node of nodes) {
    const known = new Set<string>();
    for (const { route, device, range, text } of node.routes) {
      const interfaces = [...node.interfaces.values()];
      const found = interfaces.find(
        each => (device === undefined || each.name === device) && reaches(each, route),
      );
      const family = familyOf(route.via ?? route.to);
      const key = `${route.to} ${family} ${route.metric ?? 0} ${route.table ?? 0}`;
      if (!found) {
        const hint = 'write `routes` under a network of the container';
        remarks.add(range, `${quote(text)} leads to no network of an interface: left out`, hint);
      } else if (known.has(key)) {
        remarks.add(
          range,
          `${quote(text)} is a second route to the same place: left out`,
          'give it a metric',
        );
      } else found.routes.push(route);
      known.add(key);
    }
  }
}

/** The kernel takes a next hop only on a network of the interface. */
function reaches({ addresses }: LabInterface, { via }: LabRoute): boolean {
  return via === undefined || addresses.some(each => contains(parseSubnet(each)!, via));
}
