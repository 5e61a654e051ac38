/** The place of one value in a mapping or list: what stands there, and where something could be written instead. */
import { type CST, isMap, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { column, isVisible, isWritten, type Source } from './source.js';

export interface Slot {
  /** Where the entry begins: at its key, its dash or, in brackets, its first character. */
  start: number;
  /** Where the value is written when none is: behind the colon, the dash or the anchor. */
  after: number;
  /** What is written there now. */
  token: CST.Token | undefined;
  /** In brackets a key may stand without colon. */
  needsColon: boolean;
  /** A tag before the value decides what it means. */
  tag: CST.SourceToken | undefined;
  inFlow: boolean;
  /** The column of the entry, in a block. */
  column: number;
}

export function slotOfPair(pair: Pair, parent: YAMLMap, source: Source): Slot {
  return slotOf((pair as Pair & { srcToken: CST.CollectionItem }).srcToken, parent, source);
}

export function slotOfItem(list: YAMLSeq, index: number, source: Source): Slot {
  return slotOf(writtenItems(list)[index]!, list, source);
}

/** The parser's items without those that hold only comments. */
export function writtenItems(collection: YAMLMap | YAMLSeq): CST.CollectionItem[] {
  const token = collection.srcToken as CST.BlockMap | CST.BlockSequence | CST.FlowCollection;
  const items = token.items as CST.CollectionItem[];
  return items.filter(
    ({ start, key, sep, value }) =>
      key || sep || isWritten(value) || start.some(each => isVisible(each) && each.type !== 'comma'),
  );
}

function slotOf(item: CST.CollectionItem, parent: YAMLMap | YAMLSeq, source: Source): Slot {
  const inFlow = parent.flow === true;
  const before = item.start.filter(each => isVisible(each) && each.type !== 'comma');
  const behindKey = (item.sep ?? []).filter(isVisible);
  const start = before[0]?.offset ?? item.key?.offset ?? behindKey[0]?.offset ?? item.value!.offset;
  const lead = isMap(parent) ? behindKey : before;
  const last = lead.at(-1);
  const end = last
    ? last.offset + last.source.length
    : item.key && 'source' in item.key
      ? item.key.offset + item.key.source.length
      : start;
  return {
    start,
    after: end,
    token: isWritten(item.value) ? (item.value ?? undefined) : undefined,
    needsColon: isMap(parent) && !behindKey.some(each => each.type === 'map-value-ind'),
    tag: lead.find(each => each.type === 'tag'),
    inFlow,
    column: column(source.text, start),
  };
}
