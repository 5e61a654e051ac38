/** The `ip` lines of an operation on a bridge. */
import { formatLinkMark, linkGroup } from '../../model/mark.js';
import type { Operation } from '../../model/operation.js';
import type { Attributes, AttributeValue } from '../../model/resource.js';
import { batchLine } from '../../netbridge/batch.js';

/** The bridge's name on the host. */
export function nameOf(operation: Operation): string {
  return operation.resource.slice('networks.'.length);
}

/** The lines that make a bridge; the first one tells whether the name was free. */
export function createLines(operation: Operation, project: string): string[] {
  const name = nameOf(operation);
  const { attributes } = operation.desired!;
  const add: (string | number)[] = ['link', 'add', 'name', name];
  if (attributes['mtu'] !== undefined) add.push('mtu', Number(attributes['mtu']));
  if (attributes['mac'] !== undefined) add.push('address', String(attributes['mac']));
  add.push('group', linkGroup(project), 'type', 'bridge', ...bridgeOptions(attributes));
  return [
    batchLine(...add),
    markLine(name, project),
    ...(attributes['addresses'] as string[]).map(address => addressLine('add', name, address)),
    batchLine('link', 'set', 'dev', name, 'up'),
  ];
}

function markLine(name: string, project: string): string {
  const mark = formatLinkMark({ project, container: '', role: name });
  return batchLine('link', 'property', 'add', 'dev', name, 'altname', mark);
}

function addressLine(verb: 'add' | 'delete', name: string, address: string): string {
  if (verb === 'delete') return batchLine('address', 'delete', address, 'dev', name);
  return address.includes(':')
    ? batchLine('address', 'add', address, 'dev', name, 'nodad')
    : batchLine('address', 'add', address, 'brd', '+', 'dev', name);
}

const optionNames: Record<string, string> = { stp: 'stp_state' };
const timeOptions = new Set(['forward_delay', 'hello_time', 'max_age', 'ageing_time']);

function bridgeOptions(attributes: Attributes): (string | number)[] {
  return Object.entries(attributes).flatMap(([attribute, value]) => {
    if (!attribute.startsWith('bridge.')) return [];
    const name = attribute.slice('bridge.'.length);
    return [optionNames[name] ?? name, optionValue(name, value)];
  });
}

function optionValue(name: string, value: AttributeValue): number {
  if (timeOptions.has(name)) return Math.round(Number(value) * 100);
  return Number(value);
}

/** The lines of an update or destroy; none for another's bridge. */
export function changeLines(operation: Operation, project: string): string[] {
  const name = nameOf(operation);
  if (operation.action === 'destroy') {
    return operation.observed?.attributes['external'] === true
      ? []
      : [batchLine('link', 'delete', 'dev', name)];
  }
  if (operation.action !== 'update') return [];
  return operation.changes.flatMap(change => {
    if (change.attribute === 'mark') return [markLine(name, project)];
    if (change.attribute === 'up') return [batchLine('link', 'set', 'dev', name, 'up')];
    if (change.attribute === 'mtu') return [batchLine('link', 'set', 'dev', name, 'mtu', Number(change.to))];
    if (change.attribute === 'mac')
      return [batchLine('link', 'set', 'dev', name, 'address', String(change.to))];
    if (change.attribute === 'addresses')
      return addressLines(name, change.from as string[], change.to as string[]);
    return [
      batchLine(
        'link',
        'set',
        'dev',
        name,
        'type',
        'bridge',
        ...bridgeOptions({ [change.attribute]: change.to! }),
      ),
    ];
  });
}

/** New ones first, so that there is never a moment without an address. */
function addressLines(name: string, from: readonly string[], to: readonly string[]): string[] {
  return [
    ...to.filter(address => !from.includes(address)).map(address => addressLine('add', name, address)),
    ...from.filter(address => !to.includes(address)).map(address => addressLine('delete', name, address)),
  ];
}
