/** Docker's drivers macvlan and ipvlan, which are types of networks here: their options are those of Docker's plugins. */
import type { SpecNode } from '../../spec/node.js';
import { childOf, type Draft, textOf } from '../tree.js';
import { hasVariable } from '../variables.js';

/** The options that are read here. */
export const upperOptions = ['parent', 'macvlan_mode', 'ipvlan_mode', 'ipvlan_flag'];

/** Undefined for every other driver, and without the interface that Docker would otherwise make up. */
export function upperNetwork(node: SpecNode | undefined): Draft | undefined {
  const type = textOf(childOf(node, 'driver'));
  const option = (name: string) => textOf(childOf(childOf(node, 'driver_opts'), name));
  const parent = option('parent');
  if (
    (type !== 'macvlan' && type !== 'ipvlan') ||
    parent === undefined ||
    parent === '' ||
    hasVariable(parent)
  )
    return undefined;
  const known = (value: string | undefined, words: readonly string[]) =>
    value !== undefined && words.includes(value) ? value : undefined;
  const mode =
    type === 'macvlan'
      ? known(option('macvlan_mode'), ['bridge', 'private', 'vepa', 'passthru'])
      : known(option('ipvlan_mode'), ['l2', 'l3', 'l3s']);
  const isolation =
    type === 'ipvlan' ? known(option('ipvlan_flag'), ['bridge', 'private', 'vepa']) : undefined;
  return { type, parent, ...(mode !== undefined && { mode }), ...(isolation !== undefined && { isolation }) };
}
