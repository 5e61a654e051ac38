/** NICs: host end in one `ip -batch` for all, the inside natively in the container's namespace; doing half. */
import { formatLinkMark, hostInterfaceName, linkGroup, parseLinkMark } from '../../model/mark.js';
import type { Operation } from '../../model/operation.js';
import type { Attributes, Resource } from '../../model/resource.js';
import type { NamespaceView } from '../../native/index.js';
import type { ConfigureStep } from '../../native/launch-plan.js';
import { batchLine } from '../../netbridge/batch.js';
import type { HostLink } from '../../netbridge/ip.js';
import type { Outcome, RuntimeKind } from '../kind.js';
import { applyLines } from '../link-batch.js';
import { outcomeOf } from '../outcomes.js';
import type { Session } from '../session.js';
import type { Snapshot } from '../snapshot.js';

export const nicProvider: RuntimeKind = {
  kind: 'nic',
  async observe(snapshot): Promise<Resource[]> {
    const [links, namespaces] = await Promise.all([snapshot.links(), snapshot.namespaces()]);
    return links.flatMap(link => {
      const mark = markOf(link, snapshot);
      if (!mark) return [];
      const network = networkOf(snapshot, mark, link);
      const resource = observed(link, mark.container, mark.role, network, namespaces.get(mark.container));
      resource.attributes['mark'] = mark.present;
      return [resource];
    });
  },
  async apply(operations, session): Promise<Outcome[]> {
    if (operations.every(each => each.action === 'destroy')) return destroy(operations, session);
    const work = operations.map(operation => ({ operation, lines: hostLines(operation, session) }));
    const outcomes = await settle(await applyLines(work, session), session);
    return Promise.all(
      outcomes.map(outcome =>
        outcome.ok ? outcomeOf(outcome.operation, () => inside(outcome.operation, session)) : outcome,
      ),
    );
  },
};

interface FoundMark {
  container: string;
  role: string;
  /** False: made and not marked yet when something was killed. */
  present: boolean;
}

/** Whose end of a veth this is: as its mark says, or, while it is in our group and nobody has named it, its name. */
function markOf(link: HostLink, snapshot: Snapshot): FoundMark | undefined {
  const mark = link.altnames
    .map(parseLinkMark)
    .find(each => each?.project === snapshot.projectName && each.container !== '');
  if (mark) return { ...mark, present: true };
  if (link.group !== linkGroup(snapshot.projectName) || link.altnames.length > 0) return undefined;
  for (const container of snapshot.project?.containers ?? []) {
    for (const nic of container.nics) {
      const name = nic.hostName ?? hostInterfaceName(snapshot.projectName, container.name, nic.interface);
      if (name === link.name) return { container: container.name, role: nic.interface, present: false };
    }
  }
  return undefined;
}

/** The network by which the spec knows this NIC; one that it does not name goes by the bridge it is a port of. */
function networkOf(
  snapshot: { project?: { containers: { name: string; nics: { interface: string; network: string }[] }[] } },
  mark: { container: string; role: string },
  link: HostLink,
): string {
  const container = snapshot.project?.containers.find(each => each.name === mark.container);
  return container?.nics.find(nic => nic.interface === mark.role)?.network ?? link.master ?? mark.role;
}

function observed(
  link: HostLink,
  container: string,
  role: string,
  network: string,
  view: NamespaceView | undefined,
): Resource {
  const peer = view?.links.find(each => each.ifindex === link.peerIndex && each.peerIndex === link.ifindex);
  const attributes: Attributes = {
    host_name: link.name,
    interface: peer?.name ?? role,
    master: link.master,
    up: link.up && peer?.up === true,
  };
  if (peer && view) {
    attributes['mac'] = peer.mac;
    attributes['mtu'] = peer.mtu === link.mtu ? peer.mtu : Math.min(peer.mtu, link.mtu);
    attributes['addresses'] = view.addresses
      .filter(each => each.ifindex === peer.ifindex && each.scope === 0)
      .map(each => each.address)
      .sort();
    attributes['routes'] = view.routes
      .filter(each => each.ifindex === peer.ifindex && ownProtocols.has(each.protocol))
      .map(
        each => `${each.to}${each.via ? ` via ${each.via}` : ''} metric ${each.metric} table ${each.table}`,
      )
      .sort();
  }
  return { kind: 'nic', id: `containers.${container}.networks.${network}`, container, attributes };
}

/** RTPROT_BOOT and RTPROT_STATIC: what people and we add; the kernel's, DHCP's and router advertisements' are not ours. */
const ownProtocols = new Set([3, 4]);

function hostLines(operation: Operation, session: Session): string[] {
  const { attributes } = (operation.desired ?? operation.observed)!;
  const name = String(attributes['host_name']);
  const container = operation.container!;
  if (operation.action === 'destroy') return [batchLine('link', 'delete', 'dev', name)];
  if (operation.action === 'create') {
    const mtu = attributes['mtu'] === undefined ? [] : ['mtu', Number(attributes['mtu'])];
    const role = String(attributes['interface']);
    const queues = ['numtxqueues', 1, 'numrxqueues', 1];
    const peer = [
      'peer',
      'name',
      role,
      'address',
      String(attributes['mac']),
      ...mtu,
      ...queues,
      'netns',
      session.pids.get(container)!,
    ];
    return [
      batchLine(
        'link',
        'add',
        'name',
        name,
        'group',
        linkGroup(session.projectName),
        ...mtu,
        ...queues,
        'master',
        String(attributes['master']),
        'up',
        'type',
        'veth',
        ...peer,
      ),
    ];
  }
  const present = String(operation.observed!.attributes['host_name']);
  return operation.changes.flatMap(change => {
    if (change.attribute === 'host_name') {
      return [
        batchLine('link', 'set', 'dev', present, 'down'),
        batchLine('link', 'set', 'dev', present, 'name', name),
        batchLine('link', 'set', 'dev', name, 'up'),
      ];
    }
    if (change.attribute === 'mark') return [markLine(operation, session)];
    if (change.attribute === 'master')
      return [batchLine('link', 'set', 'dev', name, 'master', String(change.to))];
    if (change.attribute === 'up') return [batchLine('link', 'set', 'dev', name, 'up')];
    if (change.attribute === 'mtu') return [batchLine('link', 'set', 'dev', name, 'mtu', Number(change.to))];
    return [];
  });
}

/** After the links are surely ours: a line that follows a refused one would otherwise mark somebody else's. */
async function settle(outcomes: Outcome[], session: Session): Promise<Outcome[]> {
  const made = outcomes.filter(outcome => outcome.ok && outcome.operation.action === 'create');
  const marked = await applyLines(
    made.map(({ operation }) => ({
      operation,
      lines: [
        markLine(operation, session),
        // A bridge's port needs no address of its own, nor the multicast that would announce it.
        batchLine('link', 'set', 'dev', hostNameOf(operation), 'addrgenmode', 'none'),
      ],
    })),
    session,
  );
  return outcomes.map(outcome => marked.find(each => each.operation === outcome.operation) ?? outcome);
}

function hostNameOf(operation: Operation): string {
  return String((operation.desired ?? operation.observed)!.attributes['host_name']);
}

function markLine(operation: Operation, session: Session): string {
  const role = String(operation.desired!.attributes['interface']);
  const mark = formatLinkMark({ project: session.projectName, container: operation.container!, role });
  return batchLine('link', 'property', 'add', 'dev', hostNameOf(operation), 'altname', mark);
}

/** A container that is still parked takes its steps at start; a living one takes them now. */
async function inside(operation: Operation, session: Session): Promise<void> {
  const container = operation.container!;
  if (operation.action === 'create') {
    const steps = creationSteps(operation.desired!.attributes);
    if (session.parked.has(container)) {
      session.configure.set(container, [...(session.configure.get(container) ?? []), ...steps]);
      return;
    }
    return session.configureRunning(container, allowIpv6(steps));
  }
  if (operation.action !== 'update') return;
  const steps = allowIpv6(updateSteps(operation));
  if (steps.length > 0) await session.configureRunning(container, steps);
}

/** A container that was made without IPv6 has it turned off, until an address asks for it. */
function allowIpv6(steps: ConfigureStep[]): ConfigureStep[] {
  const first = steps.find(step => step.op === 'address-add' && step.address.includes(':'));
  if (first?.op !== 'address-add') return steps;
  return [{ op: 'sysctl', key: `net.ipv6.conf.${first.interface}.disable_ipv6`, value: '0' }, ...steps];
}

function creationSteps(attributes: Attributes): ConfigureStep[] {
  const name = String(attributes['interface']);
  return [
    ...(attributes['addresses'] as string[]).map(address => ({
      op: 'address-add' as const,
      interface: name,
      address,
    })),
    { op: 'link-up', interface: name },
    ...orderedRoutes(attributes['routes'] as string[]).map(route => routeStep('route-add', name, route)),
  ];
}

/** A route through a gateway needs the on-link route to that gateway first. */
function orderedRoutes(routes: readonly string[]): string[] {
  return [...routes].sort((left, right) => Number(left.includes(' via ')) - Number(right.includes(' via ')));
}

function updateSteps(operation: Operation): ConfigureStep[] {
  const { attributes } = operation.desired!;
  const name = String(attributes['interface']);
  const steps: ConfigureStep[] = [];
  for (const change of operation.changes) {
    const from = Array.isArray(change.from) ? (change.from as string[]) : [];
    const to = Array.isArray(change.to) ? (change.to as string[]) : [];
    if (change.attribute === 'interface')
      steps.push(
        { op: 'link-down', interface: String(change.from) },
        { op: 'link-rename', interface: String(change.from), to: name },
      );
    if (change.attribute === 'mac') steps.push({ op: 'link-mac', interface: name, mac: String(change.to) });
    if (change.attribute === 'mtu') steps.push({ op: 'link-mtu', interface: name, mtu: Number(change.to) });
    if (change.attribute === 'addresses') {
      steps.push(
        ...to
          .filter(each => !from.includes(each))
          .map(address => ({ op: 'address-add' as const, interface: name, address })),
      );
      steps.push(
        ...from
          .filter(each => !to.includes(each))
          .map(address => ({ op: 'address-delete' as const, interface: name, address })),
      );
    }
    if (change.attribute === 'routes') {
      steps.push(
        ...from.filter(each => !to.includes(each)).map(route => routeStep('route-delete', name, route)),
      );
      steps.push(
        ...orderedRoutes(to.filter(each => !from.includes(each))).map(route =>
          routeStep('route-add', name, route),
        ),
      );
    }
  }
  if (operation.changes.some(change => change.attribute === 'up' || change.attribute === 'interface')) {
    // Routes went with the link when it was down.
    const routes = orderedRoutes(attributes['routes'] as string[]).map(route =>
      routeStep('route-add', name, route),
    );
    const already = new Set(steps.map(step => JSON.stringify(step)));
    steps.push(
      { op: 'link-up', interface: name },
      ...(operation.changes.some(change => change.attribute === 'routes')
        ? []
        : routes.filter(each => !already.has(JSON.stringify(each)))),
    );
  }
  return steps.sort((left, right) => rank(left) - rank(right));
}

/** Up before routes: the kernel takes none through a link that is down. */
function rank(step: ConfigureStep): number {
  return [
    'link-down',
    'link-rename',
    'link-mac',
    'link-mtu',
    'address-add',
    'address-delete',
    'link-up',
    'route-delete',
    'route-add',
  ].indexOf(step.op);
}

function routeStep(op: 'route-add' | 'route-delete', name: string, route: string): ConfigureStep {
  const match = /^(\S+?)(?: via (\S+))? metric (\d+) table (\d+)$/.exec(route)!;
  const via = match[2] === undefined ? {} : { via: match[2] };
  return { op, interface: name, to: match[1]!, ...via, metric: Number(match[3]), table: Number(match[4]) };
}

/**
 * Deleting a link costs a grace period of 20 ms, deleting a group costs one for all: so the links go into a group of
 * their own first, which also makes sure that nobody else's link is in it.
 */
async function destroy(operations: Operation[], session: Session): Promise<Outcome[]> {
  if (session.wholeGroup) {
    const all = batchLine('link', 'delete', 'group', linkGroup(session.projectName));
    return applyLines(
      operations.map((operation, index) => ({ operation, lines: index === 0 ? [all] : [] })),
      session,
    );
  }
  const temporary = (linkGroup(`${session.projectName} going`) ^ process.pid) >>> 0;
  const moves = operations.map(operation => ({
    operation,
    lines: [
      batchLine(
        'link',
        'set',
        'dev',
        String(operation.observed!.attributes['host_name']),
        'group',
        temporary,
      ),
    ],
  }));
  const last = moves.at(-1)!;
  last.lines.push(batchLine('link', 'delete', 'group', temporary));
  return applyLines(moves, session);
}
