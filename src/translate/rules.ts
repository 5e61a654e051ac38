/** A table says what becomes of each key of a mapping; a key that no table knows is remarked, never passed over. */
import { quote } from '../spec/diagnostic.js';
import type { SpecNode } from '../spec/node.js';
import type { Remarks } from './remarks.js';
import { type Draft, type Entry, entriesOf, plain } from './tree.js';

/** What rules work on. */
export interface Target {
  draft: Draft;
  remarks: Remarks;
}

export type Rule<Context extends Target> = (entry: Entry, context: Context) => void;

/** Rules by key; `x-` stands for all extensions. */
export type Rules<Context extends Target> = Readonly<Record<string, Rule<Context>>>;

/** @param what whose keys they are, for remarks: "a service" */
export function applyRules<Context extends Target>(
  node: SpecNode | undefined,
  rules: Rules<Context>,
  context: Context,
  what: string,
): void {
  for (const entry of entriesOf(node)) {
    const key = entry.key.startsWith('x-') ? 'x-' : entry.key;
    if (Object.hasOwn(rules, key)) rules[key]!(entry, context);
    else context.remarks.add(entry.at, `${quote(entry.key)} is not a key of ${what}: left out`);
  }
}

/** The same here as there. */
export function keep({ key, value }: Entry, { draft }: Target): void {
  draft[key] = plain(value);
}

/** Left out, with what to do instead. */
export function leaveOut(hint?: string): Rule<Target> {
  return ({ key, at }, { remarks }) =>
    remarks.add(at, `${quote(key)} has no counterpart here: left out`, hint);
}

/** Known to mean nothing here; the remark says why. */
export function pointless(why: string): Rule<Target> {
  return ({ key, at }, { remarks }) => remarks.add(at, `${quote(key)} is left out: ${why}`);
}
