/** Writes a value at the end of a path. */
import { isMap, isScalar, isSeq, type Node } from 'yaml';
import type { Edit } from './edits.js';
import { blockEntry, flowEntry, nestedText } from './entry.js';
import { type Found, failure, mergedPair } from './find.js';
import { entryColumn, insertInBlock, insertInFlow, insertLines } from './insert.js';
import { indexOf, type Step } from './path.js';
import type { Slot } from './slot.js';
import { endOf, lineStart, nextLine, rangeAt, resolveAlias, type Source } from './source.js';
import { flowText, inMarksOf, keyText, type Value } from './value.js';

/** @throws SpecFailure */
export function put(source: Source, found: Found, value: Value): Edit[] {
  switch (found.kind) {
    case 'value':
      return replace(source, found.slot, value);
    case 'empty':
      return fill(source, found.slot, found.rest, value);
    case 'new-key':
      return addKey(source, found, found.rest, value.text);
    case 'merged': {
      const [key, ...rest] = found.rest as [Step, ...Step[]];
      return addKey(source, found, [key], changedText(source, found.value, rest, value.text));
    }
    case 'new-item': {
      const item = nestedText(found.rest.slice(1), value.text);
      if (found.list.flow) return insertInFlow(source, found.list, item);
      return [insertInBlock(source, found.list, [`${' '.repeat(entryColumn(source, found.list))}- ${item}`])];
    }
  }
}

function addKey(
  source: Source,
  { map }: Found & { kind: 'new-key' | 'merged' },
  rest: Step[],
  text: string,
): Edit[] {
  if (map.flow) return insertInFlow(source, map, flowEntry(rest, text));
  return [insertInBlock(source, map, blockEntry(rest, text, entryColumn(source, map), source.unit))];
}

function fill(source: Source, slot: Slot | undefined, rest: Step[], value: Value): Edit[] {
  if (!slot) {
    const end = source.text.trimEnd().length;
    return [insertLines(source, end, 0, blockEntry(rest, value.text, 0, source.unit))];
  }
  if (slot.inFlow || slot.token || nestedText(rest.slice(0, 1), '').startsWith('[')) {
    return replace(source, slot, { text: nestedText(rest, value.text) });
  }
  const column = slot.column + source.unit;
  return [
    insertLines(source, slot.after, slot.column + 1, blockEntry(rest, value.text, column, source.unit)),
  ];
}

function replace(source: Source, slot: Slot, value: Value): Edit[] {
  const { text, newline } = source;
  const { token, after, tag } = slot;
  if (tag) {
    throw failure({
      message: `the value has the tag ${tag.source}, which says what it means`,
      range: rangeAt(source, tag.offset),
      hint: 'remove the tag first',
    });
  }
  if (!token) return [{ from: after, to: after, text: `${slot.needsColon ? ':' : ''} ${value.text}` }];
  const end = endOf(token);
  if (token.type === 'block-scalar') {
    const comment = token.props.find(each => each.type === 'comment') as { source: string } | undefined;
    const kept = comment ? ` ${comment.source}` : '';
    return [
      { from: token.offset, to: end, text: value.text + kept + (text[end - 1] === '\n' ? newline : '') },
    ];
  }
  if (token.type !== 'block-map' && token.type !== 'block-seq') {
    return [{ from: token.offset, to: end, text: inMarksOf(text.slice(token.offset, end), value) }];
  }
  const last = text[end - 1] === '\n' ? end - 1 : end;
  if (!text.slice(after, token.offset).includes('\n'))
    return [{ from: token.offset, to: last, text: value.text }];
  return [
    { from: after, to: after, text: ` ${value.text}` },
    { from: lineStart(text, token.offset), to: nextLine(text, last), text: '' },
  ];
}

/** What comes through `<<` as a text of its own, with one value in it changed. */
function changedText(source: Source, given: Node | null, steps: readonly Step[], value: string): string {
  const [step, ...rest] = steps;
  if (!step) return value;
  const node = given && resolveAlias(source, given);
  if (!node || (isScalar(node) && node.value === null)) return nestedText(steps, value);
  if (isMap(node)) {
    const entries = node.items.map(({ key, value: each }) => {
      const name = (key as { value?: unknown } | null)?.value as string;
      const text =
        name === step.text
          ? changedText(source, each as Node | null, rest, value)
          : flowText(each as Node | null);
      return [name, text] as const;
    });
    if (!entries.some(([name]) => name === step.text)) {
      const inherited = mergedPair(source, node, step.text)?.value ?? null;
      entries.push([step.text, changedText(source, inherited, rest, value)]);
    }
    return `{${entries.map(([name, text]) => `${keyText(name)}: ${text}`).join(', ')}}`;
  }
  const index = indexOf(step);
  if (!isSeq(node) || index === undefined || (index !== 'end' && index >= node.items.length)) {
    throw failure({
      message: `what \`<<\` brings along has no place "${step.text}"`,
      ...(node.range && { range: rangeAt(source, node.range[0]) }),
    });
  }
  const items = node.items.map((each, at) =>
    at === index ? changedText(source, each as Node, rest, value) : flowText(each as Node),
  );
  if (index === 'end') items.push(nestedText(rest, value));
  return `[${items.join(', ')}]`;
}
