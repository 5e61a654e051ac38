/** What a node has from `defaults`, its kind and its group: lists and mappings grow, everything else is the nearest. */
import type { SpecNode } from '../../spec/node.js';
import { childOf, type Entry, entriesOf, textOf } from '../tree.js';

const lists = ['exec', 'binds', 'devices', 'cap-add', 'env-files', 'wait-for'];
const mappings = ['env', 'labels', 'sysctls', 'healthcheck', 'stages'];

/** The node's keys with their places, which may be in another part of the file. */
export function effectiveNode(topology: SpecNode, node: SpecNode): Entry[] {
  const defaults = childOf(topology, 'defaults');
  const group = textOf(childOf(node, 'group')) ?? textOf(childOf(defaults, 'group'));
  const ofGroup = group === undefined ? undefined : childOf(childOf(topology, 'groups'), group);
  const kind = kindOf(node) ?? kindOf(ofGroup) ?? kindOf(defaults);
  const ofKind = kind === undefined ? undefined : childOf(childOf(topology, 'kinds'), kind);
  const result = new Map<string, Entry>();
  for (const level of [defaults, ofKind, ofGroup, node]) {
    for (const entry of entriesOf(level)) result.set(entry.key, joined(result.get(entry.key), entry));
  }
  return [...result.values()];
}

function kindOf(node: SpecNode | undefined): string | undefined {
  return textOf(childOf(node, 'kind'));
}

function joined(below: Entry | undefined, entry: Entry): Entry {
  if (!below) return entry;
  const { value } = entry;
  if (lists.includes(entry.key) && below.value.kind === 'sequence' && value.kind === 'sequence') {
    return { ...entry, value: { ...value, items: [...below.value.items, ...value.items] } };
  }
  if (mappings.includes(entry.key) && below.value.kind === 'mapping' && value.kind === 'mapping') {
    return { ...entry, value: { ...value, entries: new Map([...below.value.entries, ...value.entries]) } };
  }
  return entry;
}
