/** Older and other programs' words for today's where the meaning is equal; comments go along with what they are about. */
import { type CST, isMap, isScalar, type Node, type Pair, type YAMLMap } from 'yaml';
import type { Diagnostic } from '../diagnostic.js';
import { applyEdits, type Edit } from './edits.js';
import { ownIndex } from './find.js';
import { remove } from './remove.js';
import type { Edited } from './set.js';
import { slotOfPair } from './slot.js';
import { rangeOf, readSource, type Source } from './source.js';
import { upgradeLimits } from './upgrade-limits.js';

/** @throws SpecFailure when the text is not well-formed */
export function upgrade(text: string, file: string): Edited {
  const renamed = upgradeRoot(text, file);
  const source = readSource(renamed, file);
  const edits: Edit[] = [];
  const remarks: Diagnostic[] = [];
  for (const pair of containersOf(source)) {
    if (!isMap(pair.value)) continue;
    const result = upgradeLimits(source, pair.value);
    if (typeof result !== 'string') edits.push(...result);
    else {
      const message = `the older words for limits in "${String((pair.key as { value?: unknown }).value)}" stay: ${result}`;
      remarks.push({
        code: 'remark',
        severity: 'warning',
        message,
        range: rangeOf(source, pair.key as Node),
      });
    }
  }
  return { text: applyEdits(renamed, edits), remarks };
}

/** Docker Compose's `version` goes, and `services` gets the first of its two names. */
function upgradeRoot(text: string, file: string): string {
  const source = readSource(text, file);
  const root = source.document.contents;
  if (!isMap(root)) return text;
  const edits: Edit[] = [];
  const version = ownIndex(root, 'version');
  const value = root.items[version]?.value as Node | null | undefined;
  if (version >= 0 && root.items.length > 1 && isScalar(value) && !value.anchor) {
    const slot = slotOfPair(root.items[version]!, root, source);
    const [edit] = remove(source, {
      kind: 'value',
      slot,
      node: value,
      parent: root,
      index: version,
      trail: [],
    });
    const comment = root.flow ? -1 : text.slice(edit!.from, edit!.to).indexOf(' #');
    edits.push(comment < 0 ? edit! : { ...edit!, to: edit!.from + comment + 1 });
  }
  const services = root.items[ownIndex(root, 'services')];
  if (services && ownIndex(root, 'containers') < 0) {
    const { key } = (services as Pair & { srcToken: CST.CollectionItem }).srcToken;
    if (key && 'source' in key) {
      edits.push({ from: key.offset, to: key.offset + key.source.length, text: 'containers' });
    }
  }
  return applyEdits(text, edits);
}

function containersOf({ document }: Source): Pair[] {
  const root = document.contents;
  const containers = isMap(root) ? root.items[ownIndex(root as YAMLMap, 'containers')]?.value : undefined;
  return isMap(containers) ? containers.items : [];
}
