/** Point-to-point links: one veth with both ends in containers; doing half. */
import type { Operation } from '../../model/operation.js';
import type { Attributes, Resource } from '../../model/resource.js';
import type { ConfigureStep } from '../../native/launch-plan.js';
import type { NamespaceView } from '../../native/network-view.js';
import { batchLine } from '../../netbridge/batch.js';
import { configureCommands } from '../configure-commands.js';
import type { Outcome, RuntimeKind } from '../kind.js';
import { applyLines } from '../link-batch.js';
import { outcomeOf } from '../outcomes.js';
import type { Session } from '../session.js';

interface End {
  side: 'a' | 'b';
  container: string;
  interface: string;
}

export const linkProvider: RuntimeKind = {
  kind: 'link',
  /** A link lives in its containers' namespaces and goes with them; one that lost an end is not there. */
  async observe(snapshot): Promise<Resource[]> {
    const namespaces = await snapshot.namespaces();
    const links = snapshot.project?.links ?? [];
    const ids = links.map(
      link => `links.${link.ends.map(each => `${each.container}:${each.interface}`).join('--')}`,
    );
    return ids.flatMap(id => observed(id, namespaces));
  },
  async apply(operations, session): Promise<Outcome[]> {
    const work = operations.map(operation => ({
      operation,
      lines: operation.action === 'create' ? createLines(operation, session.pids) : [],
    }));
    const outcomes = await applyLines(work, session);
    return Promise.all(
      outcomes.map(outcome =>
        outcome.ok ? outcomeOf(outcome.operation, () => inside(outcome.operation, session)) : outcome,
      ),
    );
  },
  commands(operation, context) {
    if (operation.action === 'destroy')
      return [`# ${operation.resource}: gone with the network namespaces of its ends`];
    const made = operation.action === 'create' ? createLines(operation, context.pids) : [];
    return [
      ...made.map(line => `ip ${line}`),
      ...endsOf(operation.resource).flatMap(each => {
        const steps = stepsForNow(operation, each, context);
        return steps.length === 0 ? [] : configureCommands(steps, context.pids.get(each.container));
      }),
    ];
  },
};

function endsOf(id: string): [End, End] {
  const [a, b] = id.slice('links.'.length).split('--');
  return [end('a', a!), end('b', b!)];
}

function end(side: 'a' | 'b', text: string): End {
  const colon = text.lastIndexOf(':');
  return { side, container: text.slice(0, colon), interface: text.slice(colon + 1) };
}

function observed(id: string, namespaces: ReadonlyMap<string, NamespaceView>): Resource[] {
  const attributes: Attributes = {};
  for (const { side, container, interface: name } of endsOf(id)) {
    const view = namespaces.get(container);
    const link = view?.links.find(each => each.name === name && each.kind === 'veth');
    if (!view || !link) return [];
    attributes[`${side}.up`] = link.up;
    attributes[`${side}.mac`] = link.mac;
    attributes[`${side}.mtu`] = link.mtu;
    attributes[`${side}.addresses`] = view.addresses
      .filter(each => each.ifindex === link.ifindex && each.scope === 0)
      .map(each => each.address)
      .sort();
  }
  return [{ kind: 'link', id, attributes }];
}

function createLines(
  operation: Operation,
  pids: { get(container: string): number | string | undefined },
): string[] {
  const { attributes } = operation.desired!;
  const describe = (each: End) => [
    'address',
    String(attributes[`${each.side}.mac`]),
    ...(attributes[`${each.side}.mtu`] === undefined ? [] : ['mtu', Number(attributes[`${each.side}.mtu`])]),
    'netns',
    pids.get(each.container)!,
  ];
  const [a, b] = endsOf(operation.resource);
  return [
    batchLine(
      'link',
      'add',
      'name',
      a.interface,
      ...describe(a),
      'type',
      'veth',
      'peer',
      'name',
      b.interface,
      ...describe(b),
    ),
  ];
}

async function inside(operation: Operation, session: Session): Promise<void> {
  for (const each of endsOf(operation.resource)) {
    const steps = stepsForNow(operation, each, session);
    if (steps.length > 0) await session.configureRunning(each.container, steps);
  }
}

/** Those for a parked container's start are left in `configure`. */
function stepsForNow(
  operation: Operation,
  end: End,
  session: Pick<Session, 'parked' | 'configure'>,
): ConfigureStep[] {
  const steps = operation.action === 'destroy' ? [] : stepsOf(operation, end);
  if (!session.parked.has(end.container)) return steps;
  session.configure.set(end.container, [...(session.configure.get(end.container) ?? []), ...steps]);
  return [];
}

function stepsOf(operation: Operation, { side, interface: name }: End): ConfigureStep[] {
  const { attributes } = operation.desired!;
  if (operation.action === 'create') {
    const addresses = attributes[`${side}.addresses`] as string[];
    return [
      ...addresses.map(address => ({ op: 'address-add' as const, interface: name, address })),
      { op: 'link-up', interface: name },
    ];
  }
  return operation.changes.flatMap((change): ConfigureStep[] => {
    if (!change.attribute.startsWith(`${side}.`)) return [];
    const from = (change.from ?? []) as string[];
    const to = change.to as string[];
    switch (change.attribute.slice(2)) {
      case 'up':
        return [{ op: 'link-up', interface: name }];
      case 'mac':
        return [{ op: 'link-mac', interface: name, mac: String(change.to) }];
      case 'mtu':
        return [{ op: 'link-mtu', interface: name, mtu: Number(change.to) }];
      default:
        return [
          ...to
            .filter(each => !from.includes(each))
            .map(address => ({ op: 'address-add' as const, interface: name, address })),
          ...from
            .filter(each => !to.includes(each))
            .map(address => ({ op: 'address-delete' as const, interface: name, address })),
        ];
    }
  });
}
