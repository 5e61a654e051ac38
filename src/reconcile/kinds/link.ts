/** Point-to-point links between two containers; deciding half. */
import { derivedMac } from '../../model/mark.js';
import type { Project } from '../../model/project.js';
import { type AttributeChange, type Attributes, type Resource, sameValue } from '../../model/resource.js';
import type { ReconcileKind } from '../kind.js';

export const linkKind: ReconcileKind = {
  kind: 'link',
  desire: (project: Project) =>
    project.links.map(link => {
      const attributes: Attributes = {};
      link.ends.forEach((end, index) => {
        const side = index === 0 ? 'a' : 'b';
        attributes[`${side}.up`] = true;
        attributes[`${side}.mac`] = derivedMac(project.name, end.container, end.interface);
        attributes[`${side}.addresses`] = [...end.addresses].sort();
        if (link.mtu !== undefined) attributes[`${side}.mtu`] = link.mtu;
      });
      const id = `links.${link.ends.map(end => `${end.container}:${end.interface}`).join('--')}`;
      return { kind: 'link', id, attributes };
    }),
  diff(desired: Resource, observed: Resource): AttributeChange[] {
    return Object.entries(desired.attributes).flatMap(([attribute, to]) => {
      const from = observed.attributes[attribute];
      if (sameValue(from, to)) return [];
      return [
        { attribute, from, to, disruption: 'live' as const, kernel: 'ip address show in the container' },
      ];
    });
  },
};
