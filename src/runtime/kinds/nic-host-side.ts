/** NICs, host side: the veth with its peer put into the container, all of them in one `ip -batch`. */
import { formatLinkMark, linkGroup } from '../../model/mark.js';
import type { Operation } from '../../model/operation.js';
import { batchLine } from '../../netbridge/batch.js';
import type { Outcome } from '../kind.js';
import { applyLines } from '../link-batch.js';
import type { Session } from '../session.js';

/** Whose the links are and where their ends go. */
interface LinkPlacement {
  readonly projectName: string;
  /** A process in each container's network namespace: a number, or a shell variable. */
  readonly pids: { get(container: string): number | string | undefined };
}

/** The `ip` lines of an operation's host end. */
export function hostLines(operation: Operation, session: LinkPlacement): string[] {
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
export async function settle(outcomes: Outcome[], session: Session): Promise<Outcome[]> {
  const made = outcomes.filter(outcome => outcome.ok && outcome.operation.action === 'create');
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
    // A bridge's port needs no address of its own, nor the multicast that would announce it.
    batchLine('link', 'set', 'dev', hostNameOf(operation), 'addrgenmode', 'none'),
  ];
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
