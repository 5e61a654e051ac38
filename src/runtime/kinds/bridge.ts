/** Bridges; doing half. */
import { writeFileSync } from 'node:fs';
import { linkGroup, parseLinkMark } from '../../model/mark.js';
import type { Operation } from '../../model/operation.js';
import { Problem } from '../../model/problem.js';
import type { Attributes, Resource } from '../../model/resource.js';
import type { HostLink } from '../host-links.js';
import type { Outcome, RuntimeKind } from '../kind.js';
import { applyLines } from '../link-batch.js';
import type { Session } from '../session.js';
import { writeCommand } from '../shell-word.js';
import { changeLines, createLines, nameOf } from './bridge-lines.js';

export const bridgeProvider: RuntimeKind = {
  kind: 'bridge',
  async observe(snapshot): Promise<Resource[]> {
    const external = new Set(snapshot.project?.networks.filter(each => each.external).map(each => each.name));
    const found: Resource[] = [];
    for (const link of await snapshot.links()) {
      if (link.kind !== 'bridge') continue;
      const id = `networks.${link.name}`;
      if (external.has(link.name)) found.push({ kind: 'bridge', id, attributes: { external: true } });
      else if (isOurs(link, snapshot.projectName))
        found.push({
          kind: 'bridge',
          id,
          attributes: { mark: isMarked(link, snapshot.projectName), ...observedAttributes(link) },
        });
    }
    return found;
  },
  async apply(operations, session): Promise<Outcome[]> {
    const creates = operations.filter(each => each.action === 'create');
    const refused = creates.filter(each => each.desired!.attributes['external'] === true);
    const outcomes: Outcome[] = refused.map(operation => ({
      operation,
      ok: false,
      problem: missingExternal(operation),
    }));
    const made = await create(
      creates.filter(each => !refused.includes(each)),
      session,
    );
    const others = operations
      .filter(each => each.action !== 'create')
      .map(operation => ({ operation, lines: changeLines(operation, session.projectName) }));
    return [...outcomes, ...made, ...(await applyLines(others, session))];
  },
  commands(operation, { projectName }) {
    const name = nameOf(operation);
    if ((operation.desired ?? operation.observed)!.attributes['external'] === true)
      return [`# ${name}: somebody else's bridge, it has to be there`];
    if (operation.action !== 'create') return changeLines(operation, projectName).map(line => `ip ${line}`);
    const [add, ...rest] = createLines(operation, projectName);
    const settings = interfaceSysctls(name).map(({ path, value }) => writeCommand(path, value));
    return [`ip ${add}`, ...settings, ...rest.map(line => `ip ${line}`)];
  },
};

/** Made by us and not marked yet (something was killed between the two): in our group, and nobody has named it. */
function isOurs(link: HostLink, project: string): boolean {
  return isMarked(link, project) || (link.group === linkGroup(project) && link.altnames.length === 0);
}

function isMarked(link: HostLink, project: string): boolean {
  return link.altnames.some(name => {
    const mark = parseLinkMark(name);
    return mark?.project === project && mark.container === '';
  });
}

/** The kernel counts bridge times in USER_HZ (hundredths of a second); the spec in seconds. */
function observedAttributes(link: HostLink): Attributes {
  const data = link.bridge ?? {};
  const attributes: Attributes = {
    up: link.up,
    addresses: [...link.addresses].sort(),
    mtu: link.mtu,
    mac: link.mac,
  };
  for (const name of ['forward_delay', 'hello_time', 'max_age', 'ageing_time']) {
    if (name in data) attributes[`bridge.${name}`] = Number(data[name]) / 100;
  }
  for (const name of ['priority', 'group_fwd_mask'])
    if (name in data) attributes[`bridge.${name}`] = Number(data[name]);
  if ('stp_state' in data) attributes['bridge.stp'] = Number(data['stp_state']) === 1;
  if ('mcast_snooping' in data) attributes['bridge.mcast_snooping'] = Number(data['mcast_snooping']) === 1;
  if ('vlan_filtering' in data) attributes['bridge.vlan_filtering'] = Number(data['vlan_filtering']) === 1;
  return attributes;
}

/**
 * In two batches: the bridge must exist, and be surely ours, before it is marked, and take no router advertisements
 * (CVE-2020-13401) before it is up.
 */
async function create(operations: Operation[], session: Session): Promise<Outcome[]> {
  if (operations.length === 0) return [];
  const added = await session.ip.batch(operations.map(each => createLines(each, session.projectName)[0]!));
  const outcomes: Outcome[] = [];
  const rest: Operation[] = [];
  operations.forEach((operation, index) => {
    const failure = added.find(each => each.line === index);
    if (!failure) {
      setInterfaceSysctls(nameOf(operation));
      rest.push(operation);
      return;
    }
    const taken = failure.problem.kernel?.errno === 'EEXIST';
    const problem = taken
      ? new Problem(`an interface ${nameOf(operation)} exists already and is not ours`, {
          ...(failure.problem.kernel ? { kernel: failure.problem.kernel } : {}),
          remedy: 'Give the network another name, or join that bridge with `external: true`.',
        })
      : failure.problem;
    outcomes.push({ operation, ok: false, problem });
  });
  const work = rest.map(operation => ({
    operation,
    lines: createLines(operation, session.projectName).slice(1),
  }));
  return [...outcomes, ...(await applyLines(work, session))];
}

/** No router advertisements; and an IPv4 address that is replaced must not take its subnet's others with it. */
function interfaceSysctls(name: string): { path: string; value: string }[] {
  const settings = [
    ['ipv6', 'accept_ra', '0'],
    ['ipv6', 'autoconf', '0'],
    ['ipv6', 'accept_redirects', '0'],
    ['ipv4', 'promote_secondaries', '1'],
  ] as const;
  return settings.map(([family, key, value]) => ({
    path: `/proc/sys/net/${family}/conf/${name}/${key}`,
    value,
  }));
}

function setInterfaceSysctls(name: string): void {
  for (const { path, value } of interfaceSysctls(name)) {
    try {
      writeFileSync(path, value);
    } catch (error) {
      // A kernel without IPv6 has nothing to protect.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

function missingExternal(operation: Operation): Problem {
  return new Problem(`the external network ${nameOf(operation)} is not a bridge on this host`, {
    remedy: 'Create it first, or leave out `external: true` to have it made.',
  });
}
