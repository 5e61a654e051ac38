/** Configs and secrets that come from files, as read-only bind mounts at the same places. */
import { quote } from '../../spec/diagnostic.js';
import type { SpecNode } from '../../spec/node.js';
import type { Remarks } from '../remarks.js';
import { leaveOut, type Rule, type Rules } from '../rules.js';
import { childOf, type Entry, entriesOf, listOf, textOf } from '../tree.js';
import type { ServiceTarget } from './target.js';

type Kind = 'configs' | 'secrets';

/** Where Docker Compose puts them. */
const directories: Record<Kind, string> = { configs: '/', secrets: '/run/secrets/' };

const granted =
  (kind: Kind): Rule<ServiceTarget> =>
  ({ value }, target) => {
    for (const item of listOf(value)) mount(kind, item, target);
  };

export const fileRules: Rules<ServiceTarget> = {
  configs: granted('configs'),
  secrets: granted('secrets'),
  credential_spec: leaveOut(),
};

function mount(kind: Kind, item: SpecNode, { file, remarks, mounts }: ServiceTarget): void {
  const source = textOf(item) ?? textOf(childOf(item, 'source')) ?? '';
  const wanted = textOf(childOf(item, 'target')) ?? source;
  const target = wanted.startsWith('/') ? wanted : `${directories[kind]}${wanted}`;
  const path = textOf(childOf(childOf(childOf(file.root, kind), source), 'file'));
  for (const { key, at } of entriesOf(item)) {
    if (key === 'source' || key === 'target') continue;
    remarks.add(at, `${quote(key)} is left out: the file keeps its owner and mode`, 'set them on the host');
  }
  if (path === undefined) {
    const hint = `write a file and mount it: ./FILE:${target}:ro`;
    remarks.add(item.range, `${quote(source)} comes from no file: ${target} is left out`, hint);
  } else mounts.push(`${/^[./~$]/.test(path) ? path : `./${path}`}:${target}:ro`);
}

/** What a top-level config or secret says besides its file. */
export function remarkFiles({ key: kind, value }: Entry, remarks: Remarks): void {
  for (const { value: node } of entriesOf(value)) {
    for (const { key, at } of entriesOf(node)) {
      if (key === 'file' || key === 'name') continue;
      remarks.add(
        at,
        `${quote(key)} of ${kind} has no counterpart here: left out`,
        'write a file, and mount it with `volumes`',
      );
    }
  }
}
