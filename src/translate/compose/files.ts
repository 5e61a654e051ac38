/** Configs and secrets: the same here, but for those that a store outside of the file would have. */
import { quote } from '../../spec/diagnostic.js';
import type { SpecNode } from '../../spec/node.js';
import type { Remarks } from '../remarks.js';
import { leaveOut, type Rule, type Rules } from '../rules.js';
import { childOf, type Draft, type Entry, entriesOf, listOf, plain, textOf } from '../tree.js';
import type { ServiceTarget } from './target.js';

type Kind = 'configs' | 'secrets';

/** Where the content comes from; a secret that stands in the file itself is none. */
const sources: Record<Kind, readonly string[]> = {
  configs: ['file', 'content', 'environment'],
  secrets: ['file', 'environment'],
};
const grantKeys = ['source', 'target', 'uid', 'gid', 'mode'];

const granted =
  (kind: Kind): Rule<ServiceTarget> =>
  ({ value }, { draft, file, remarks }) => {
    const kept = listOf(value).filter(item => {
      const name = textOf(item) ?? textOf(childOf(item, 'source')) ?? '';
      const isKnown = hasSource(kind, childOf(childOf(file.root, kind), name));
      if (!isKnown)
        remarks.add(item.range, `the content of ${quote(name)} is not in the file: left out`, elsewhere);
      return isKnown;
    });
    if (kept.length > 0) draft[kind] = kept.map(item => grant(item, remarks));
  };

const elsewhere = 'give it a `file`, or an `environment` variable';

export const fileRules: Rules<ServiceTarget> = {
  configs: granted('configs'),
  secrets: granted('secrets'),
  credential_spec: leaveOut(),
};

function grant(item: SpecNode, remarks: Remarks): ReturnType<typeof plain> {
  const entries = entriesOf(item);
  if (entries.length === 0) return plain(item);
  return kept(entries, grantKeys, remarks);
}

function kept(entries: readonly Entry[], keys: readonly string[], remarks: Remarks): Draft {
  const draft: Draft = {};
  for (const { key, at, value } of entries) {
    if (keys.includes(key)) draft[key] = plain(value);
    else remarks.add(at, `${quote(key)} has no counterpart here: left out`);
  }
  return draft;
}

function hasSource(kind: Kind, node: SpecNode | undefined): boolean {
  return sources[kind].some(each => childOf(node, each) !== undefined);
}

/** The definitions at the top; one without content is left out with all that asks for it. */
export const definitions =
  (kind: Kind): ((entry: Entry, target: { draft: Draft; remarks: Remarks }) => void) =>
  ({ value }, { draft, remarks }) => {
    const result: Draft = {};
    for (const { key, at, value: node } of entriesOf(value)) {
      if (hasSource(kind, node)) result[key] = kept(entriesOf(node), [...sources[kind], 'labels'], remarks);
      else remarks.add(at, `the content of ${quote(key)} is not in the file: left out`, elsewhere);
    }
    if (Object.keys(result).length > 0) draft[kind] = result;
  };
