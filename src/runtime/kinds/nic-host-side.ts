/** NICs, host side: made there and put into the container, all of them in one `ip -batch`. */
import { formatLinkMark, linkGroup } from '../../model/mark.js';
import type { Operation } from '../../model/operation.js';
import type { Attributes } from '../../model/resource.js';
import { batchLine } from '../../netbridge/batch.js';
import type { Outcome } from '../kind.js';
import { applyLines } from '../link-batch.js';
import { outcomeOf } from '../outcomes.js';
import type { Session } from '../session.js';
import { isVeth, type LinkPlacement, upperLine } from './nic-upper.js';

/** The `ip` lines of an operation's host end. */
export function hostLines(operation: Operation, session: LinkPlacement): string[] {
  const { attributes } = (operation.desired ?? operation.observed)!;
  const name = String(attributes['host_name']);
  const container = operation.container!;
  if (attributes['stray'] === true) return strayLines(attributes, session.projectName, container);
  if (!isVeth(attributes)) return operation.action === 'create' ? upperLine(operation, session) : [];
  if (operation.action === 'destroy') return [batchLine('link', 'delete', 'dev', name)];
  if (operation.action === 'create') {
    const mtu = attributes['mtu'] === undefined ? [] : ['mtu', Number(attributes['mtu'])];
    const role = String(attributes['interface']);
    const { tx_queues = 1, rx_queues = 1 } = attributes;
    const queues = ['numtxqueues', Number(tx_queues), 'numrxqueues', Number(rx_queues)];
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
    if (change.attribute === 'isolated' || change.attribute === 'hairpin')
      return portLines(name, { [change.attribute]: change.to! });
    if (change.attribute === 'mark') return [markLine(operation, session)];
    if (change.attribute === 'master')
      // A port's settings go with it.
      return [
        batchLine('link', 'set', 'dev', name, 'master', String(change.to)),
        ...portLines(name, attributes),
      ];
    if (change.attribute === 'up' && change.to === true) return [batchLine('link', 'set', 'dev', name, 'up')];
    if (change.attribute === 'mtu') return [batchLine('link', 'set', 'dev', name, 'mtu', Number(change.to))];
    return [];
  });
}

/** One of the host's own that came back when its monitor was killed gets its name again. */
function strayLines(attributes: Attributes, project: string, container: string): string[] {
  const name = String(attributes['host_name']);
  const role = String(attributes['parent']);
  return [
    ...(name === role
      ? []
      : [batchLine('link', 'set', 'dev', name, 'down'), batchLine('link', 'set', 'dev', name, 'name', role)]),
    batchLine(
      'link',
      'property',
      'delete',
      'dev',
      role,
      'altname',
      formatLinkMark({ project, container, role }),
    ),
  ];
}

/** After the links are surely ours: a line that follows a refused one would otherwise mark somebody else's. */
export async function settle(outcomes: Outcome[], session: Session): Promise<Outcome[]> {
  const made = outcomes.filter(
    ({ ok, operation }) => ok && operation.action === 'create' && isVeth(operation.desired!.attributes),
  );
  const marked = await applyLines(
    made.map(({ operation }) => ({ operation, lines: settlingLines(operation, session) })),
    session,
  );
  return outcomes.map(outcome => marked.find(each => each.operation === outcome.operation) ?? outcome);
}

/** The lines that a link gets once it is there and ours. */
export function settlingLines(operation: Operation, session: LinkPlacement): string[] {
  return [
    markLine(operation, session),
    ...portLines(hostNameOf(operation), operation.desired!.attributes),
    // A bridge's port needs no address of its own, nor the multicast that would announce it.
    batchLine('link', 'set', 'dev', hostNameOf(operation), 'addrgenmode', 'none'),
  ];
}

/** Settings of the port of the bridge. */
function portLines(name: string, attributes: Attributes): string[] {
  const words = ['isolated', 'hairpin'].flatMap(each =>
    attributes[each] === undefined ? [] : [each, attributes[each] === true ? 'on' : 'off'],
  );
  return words.length === 0 ? [] : [batchLine('link', 'set', 'dev', name, 'type', 'bridge_slave', ...words)];
}

function hostNameOf(operation: Operation): string {
  return String((operation.desired ?? operation.observed)!.attributes['host_name']);
}

function markLine(operation: Operation, session: LinkPlacement): string {
  const role = String(operation.desired!.attributes['interface']);
  const mark = formatLinkMark({ project: session.projectName, container: operation.container!, role });
  return batchLine('link', 'property', 'add', 'dev', hostNameOf(operation), 'altname', mark);
}

/**
 * Deleting a link costs a grace period of 20 ms, deleting a group costs one for all: so the links go into a group of
 * their own first, which also makes sure that nobody else's link is in it.
 */
export async function destroyNics(operations: Operation[], session: Session): Promise<Outcome[]> {
  const onHost = operations.filter(each => isVeth(each.observed!.attributes));
  const others = operations.filter(each => !onHost.includes(each));
  const [veths, strays] = await Promise.all([
    destroyVeths(onHost, session),
    applyLines(
      others.map(operation => ({ operation, lines: hostLines(operation, session) })),
      session,
    ),
  ]);
  const inside = strays.map(outcome =>
    outcome.ok ? outcomeOf(outcome.operation, () => deleteInside(outcome.operation, session)) : outcome,
  );
  return [...veths, ...(await Promise.all(inside))];
}

/** What is in a container's namespace goes with it; when that stays, it is taken out of it. */
async function deleteInside(operation: Operation, session: Session): Promise<void> {
  const { type, stray } = operation.observed!.attributes;
  if (
    type === 'phys' ||
    stray === true ||
    !session.project.containers.some(each => each.name === operation.container)
  )
    return;
  const name = String(operation.observed!.attributes['interface']);
  await session.configureRunning(operation.container!, [{ op: 'link-delete', interface: name }]);
}

async function destroyVeths(operations: Operation[], session: Session): Promise<Outcome[]> {
  if (operations.length === 0) return [];
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
