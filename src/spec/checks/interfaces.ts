/** Names and hardware addresses of interfaces: unique where the kernel wants them unique. */
import { hostInterfaceName } from '../../model/mark.js';
import type { Project } from '../../model/project.js';
import type { Findings } from '../findings.js';
import type { Path } from '../node.js';
import type { Instance } from '../normalize/instances.js';
import type { PlacedLink } from '../normalize/link.js';

export function checkInterfaces(
  project: Project,
  instances: readonly Instance[],
  links: readonly PlacedLink[],
  findings: Findings,
): void {
  checkHostNames(project, instances, findings);
  checkInside(instances, links, findings);
  checkMacs(project, instances, findings);
  checkGateways(instances, findings);
  checkPhysical(project, instances, findings);
}

/** The host has one name space for bridges and our ends of the veth pairs. */
function checkHostNames(project: Project, instances: readonly Instance[], findings: Findings): void {
  const owners = new Map<string, { what: string; path: Path }>(
    project.networks
      .filter(each => each.type === 'bridge')
      .map(({ name }) => [name, { what: `network "${name}"`, path: ['networks', name] }]),
  );
  const bridges = new Set(project.networks.filter(each => each.type === 'bridge').map(each => each.name));
  for (const { container, service } of instances) {
    for (const nic of container.nics) {
      if (!bridges.has(nic.network)) continue;
      const name = nic.hostName ?? hostInterfaceName(project.name, container.name, nic.interface);
      const path = [
        ...service.path,
        'networks',
        nic.network,
        ...(nic.hostName === undefined ? [] : ['host_name']),
      ];
      const other = owners.get(name);
      if (other) {
        const same = other.path.join('.') === path.join('.');
        const hint = same
          ? 'leave `host_name` out: the names of scaled containers are derived'
          : 'give another `host_name`';
        findings.error('duplicate', path, `the host interface "${name}" is also that of ${other.what}`, {
          hint,
          ...(!same && { related: { message: 'first used', path: other.path } }),
        });
      }
      owners.set(name, { what: `container "${container.name}"`, path });
    }
  }
}

/** Inside a container: NICs and ends of links. */
function checkInside(instances: readonly Instance[], links: readonly PlacedLink[], findings: Findings): void {
  const owners = new Map<string, Path>();
  const claim = (container: string, name: string, path: Path) => {
    const key = `${container}:${name}`;
    const other = owners.get(key);
    if (other) {
      findings.error('duplicate', path, `container "${container}" has a second interface "${name}"`, {
        related: { message: 'first used', path: other },
      });
    } else owners.set(key, path);
  };
  for (const { container, service } of instances) {
    for (const nic of container.nics)
      claim(container.name, nic.interface, [...service.path, 'networks', nic.network]);
  }
  for (const { ends, path } of links) for (const end of ends) claim(end.container, end.interface, path);
}

function checkMacs(project: Project, instances: readonly Instance[], findings: Findings): void {
  const owners = new Map<string, { what: string; path: Path }>();
  const claim = (mac: string | undefined, network: string, what: string, path: Path) => {
    if (mac === undefined) return;
    // The same hardware address on two bridges is legal; on one it cuts both off in turns.
    const key = `${network} ${mac}`;
    const other = owners.get(key);
    if (other) {
      findings.error(
        'duplicate',
        path,
        `the hardware address ${mac} of ${what} is also that of ${other.what}`,
        {
          ...(other.path.join('.') === path.join('.')
            ? { hint: 'leave `mac` out: the addresses of scaled containers are derived' }
            : { related: { message: 'first given', path: other.path } }),
        },
      );
    } else owners.set(key, { what, path });
  };
  for (const { name, mac } of project.networks)
    claim(mac, name, `network "${name}"`, ['networks', name, 'mac']);
  for (const { container, service } of instances) {
    for (const nic of container.nics) {
      claim(nic.mac, nic.network, `container "${container.name}"`, [
        ...service.path,
        'networks',
        nic.network,
        'mac',
      ]);
    }
  }
}

/** An interface of the host is in one place. */
function checkPhysical(project: Project, instances: readonly Instance[], findings: Findings): void {
  const owners = new Map<string, { container: string; path: Path }>();
  for (const { container, service } of instances) {
    for (const nic of container.nics) {
      const network = project.networks.find(each => each.name === nic.network);
      if (network?.type !== 'phys' || network.parent === undefined) continue;
      const path = [...service.path, 'networks', nic.network];
      const other = owners.get(network.parent);
      if (other) {
        const message = `the host's interface ${network.parent} is in container "${other.container}" already`;
        findings.error('duplicate', path, message, { related: { message: 'first used', path: other.path } });
      } else owners.set(network.parent, { container: container.name, path });
    }
  }
}

/** The kernel takes one default route a family and metric: a second one is EEXIST at start. */
function checkGateways(instances: readonly Instance[], findings: Findings): void {
  for (const { container, service } of instances) {
    for (const family of ['v4', 'v6'] as const) {
      const [first, second] = container.nics.filter(each => each.gateway?.[family] !== undefined);
      if (!first || !second) continue;
      const path = (network: string) => [...service.path, 'networks', network, 'gateway'];
      const message = `container "${container.name}" has two default gateways (${first.network} and ${second.network})`;
      findings.error('contradiction', path(second.network), message, {
        hint: 'keep one `gateway`, and write `routes` with a metric for the other',
        related: { message: 'first given', path: path(first.network) },
      });
    }
  }
}
