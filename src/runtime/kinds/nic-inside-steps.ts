/** NICs, inside: addresses and routes as steps for the native part, in the order that the kernel takes them. */
import type { Operation } from '../../model/operation.js';
import type { Attributes } from '../../model/resource.js';
import type { ConfigureStep } from '../../native/launch-plan.js';
import type { Session } from '../session.js';

/** A container that is still parked takes its steps at start; a living one takes them now. */
export async function configureInside(operation: Operation, session: Session): Promise<void> {
  const container = operation.container!;
  const steps = insideSteps(operation, session);
  if (steps.length > 0) await session.configureRunning(container, steps);
}

/** Steps for now; those for a parked container's start are left in `configure`. */
export function insideSteps(
  operation: Operation,
  session: Pick<Session, 'parked' | 'configure'>,
): ConfigureStep[] {
  const container = operation.container!;
  if (operation.action === 'update') return allowIpv6(updateSteps(operation));
  if (operation.action !== 'create') return [];
  const steps = creationSteps(operation.desired!.attributes);
  if (!session.parked.has(container)) return allowIpv6(steps);
  session.configure.set(container, [...(session.configure.get(container) ?? []), ...steps]);
  return [];
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
    ...physicalSteps(attributes, name),
    ...(attributes['rate'] === undefined ? [] : [rateStep(name, attributes['rate'])]),
    ...(attributes['addresses'] as string[]).map(address => ({
      op: 'address-add' as const,
      interface: name,
      address,
    })),
    ...(attributes['up'] === false ? [] : [{ op: 'link-up' as const, interface: name }]),
    ...orderedRoutes(attributes['routes'] as string[]).map(route => routeStep('route-add', name, route)),
  ];
}

function rateStep(name: string, bits: unknown): ConfigureStep {
  return { op: 'link-rate', interface: name, rate: Math.floor(Number(bits) / 8) };
}

/** One of the host's own comes as it is there; others are made with these. */
function physicalSteps(attributes: Attributes, name: string): ConfigureStep[] {
  if (attributes['type'] !== 'phys') return [];
  const { mac, mtu } = attributes;
  return [
    ...(mac === undefined ? [] : [{ op: 'link-mac' as const, interface: name, mac: String(mac) }]),
    ...(mtu === undefined ? [] : [{ op: 'link-mtu' as const, interface: name, mtu: Number(mtu) }]),
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
    if (change.attribute === 'rate') steps.push(rateStep(name, change.to));
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
  if (attributes['up'] === false) return [...steps, { op: 'link-down', interface: name }];
  const changes = (attribute: string) => operation.changes.some(change => change.attribute === attribute);
  if (changes('up') || changes('interface')) steps.push({ op: 'link-up', interface: name });
  // To be renamed it is set down, and its routes go with that. Those that were gone before are a change of their own.
  if (changes('interface') && !changes('routes'))
    steps.push(
      ...orderedRoutes(attributes['routes'] as string[]).map(route => routeStep('route-add', name, route)),
    );
  return steps.sort((left, right) => rank(left) - rank(right));
}

/** Up before routes: the kernel takes none through a link that is down. */
function rank(step: ConfigureStep): number {
  return [
    'link-down',
    'link-rename',
    'link-mac',
    'link-mtu',
    'link-rate',
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
