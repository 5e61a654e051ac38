import type { Container } from '../../model/project.js';
import type { Report, Rule, View } from '../rule.js';

/** Names lead to addresses by /etc/hosts, where the first line wins: the second container is never found by its name. */
export const hostnameDuplicate: Rule = {
  code: 'LXCC1107',
  name: 'hostname-duplicate',
  level: 'warning',
  summary: 'two containers on one network with the same host name, or one that is called like the other',
  *check({ project }: View): Generator<Report> {
    const networks = (container: Container) => new Set(container.nics.map(nic => nic.network));
    const owners = new Map<string, Container[]>();
    for (const container of project.containers) {
      for (const name of new Set([container.name, container.hostname])) {
        owners.set(name, [...(owners.get(name) ?? []), container]);
      }
    }
    for (const [hostname, [first, ...others]] of owners) {
      for (const container of others) {
        const shared = [...networks(container)].find(network => networks(first!).has(network));
        if (shared === undefined) continue;
        // Whoever has a name of his own is in the right; the other chose it.
        const [owner, chooser] = container.hostname === hostname ? [first!, container] : [container, first!];
        const same = owner.service === chooser.service;
        yield {
          at: `containers.${chooser.service}.hostname`,
          message: `the host name "${hostname}" of container "${chooser.name}" is also that of "${owner.name}" on network "${shared}"`,
          hint: same
            ? 'leave `hostname` out: each instance has its own then'
            : 'give it another `hostname`, or both a common name under `aliases`',
          ...(!same && {
            related: { message: `"${owner.name}" stands`, at: `containers.${owner.service}.hostname` },
          }),
        };
      }
    }
  },
};
