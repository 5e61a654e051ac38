/** Hardware addresses that the spec names. (The loader refuses a multicast address, and two equal ones on one network.) */
import type { Report, Rule, View } from '../rule.js';
import { servicesOf } from '../services.js';

interface Named {
  mac: string;
  what: string;
  at: string;
}

function namedMacs({ project }: View): Named[] {
  return [
    ...project.networks.map(({ name, mac }) => ({
      mac,
      what: `network "${name}"`,
      at: `networks.${name}.mac`,
    })),
    ...servicesOf(project).flatMap(({ service, nics }) =>
      nics.map(({ mac, network, interface: name }) => ({
        mac,
        what: `${name} of container "${service}"`,
        at: `containers.${service}.networks.${network}.mac`,
      })),
    ),
  ].filter((each): each is Named => each.mac !== undefined);
}

export const macDuplicate: Rule = {
  code: 'LXCC1104',
  name: 'mac-duplicate',
  level: 'warning',
  summary: 'one hardware address on two networks: it works until the two are bridged or one host is on both',
  *check(view: View): Generator<Report> {
    const first = new Map<string, Named>();
    for (const each of namedMacs(view)) {
      const other = first.get(each.mac);
      if (!other) {
        first.set(each.mac, each);
        continue;
      }
      yield {
        at: each.at,
        message: `the hardware address ${each.mac} of ${each.what} is also that of ${other.what}`,
        hint: 'leave `mac` out: it is derived, and the same on every host',
        related: { message: 'first given', at: other.at },
      };
    }
  },
};

/** Xen's, which LXC and others use for virtual interfaces: nobody builds hardware with it. */
const virtualPrefix = '00:16:3e:';

export const macGlobal: Rule = {
  code: 'LXCC1105',
  name: 'mac-global',
  level: 'warning',
  summary: 'a hardware address out of the range of a manufacturer, which some device may have',
  *check(view: View): Generator<Report> {
    for (const { mac, what, at } of namedMacs(view)) {
      const firstByte = Number.parseInt(mac.slice(0, 2), 16);
      if (firstByte & 2 || mac.startsWith(virtualPrefix)) continue;
      const local = (firstByte | 2).toString(16).padStart(2, '0');
      yield {
        at,
        message: `the hardware address ${mac} of ${what} is not locally administered: it belongs to a manufacturer`,
        hint: `write ${local}${mac.slice(2)}, or leave \`mac\` out`,
      };
    }
  },
};
