/** The VALUE of `set`: read as YAML, written so that it means the same at its place. */
import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  visit,
} from 'yaml';
import { scalar } from '../print/yaml.js';
import { GrammarError } from '../values/grammar-error.js';

export interface Value {
  /** On one line; true at any place of a spec. */
  text: string;
  /** The text itself where it is one that could stand in quotation marks of the user's kind. */
  string?: string;
}

/** What YAML 1.1 may read as a number to the base of sixty (`22:22`), and what means something else in brackets. */
const needsQuotes = /^[-+]?\d[\d_]*(:\d+)+(\.\d*)?$|[,[\]{}]/;

/**
 * @param asText the VALUE is a text whatever it looks like
 * @throws GrammarError when it is not YAML, or more than a value
 */
export function readValue(given: string, asText: boolean): Value {
  if (asText || given === '') return { text: scalar(given), string: given };
  const document = parseDocument(given, { version: '1.2', stringKeys: true, logLevel: 'error' });
  const [fault] = [...document.errors, ...document.warnings];
  const asTextHint = 'give --string for a text';
  if (fault) throw new GrammarError(`is not a value in YAML: ${firstLine(fault.message)}`, asTextHint);
  const node = document.contents as Node | null;
  if (!node || document.comment || document.commentBefore || hasMore(node)) {
    throw new GrammarError('is more than a value: comments, anchors and aliases are not set', asTextHint);
  }
  if (isCollection(node) && !node.flow) {
    throw new GrammarError(
      'is a mapping or a list without brackets',
      'write {key: value} or [item, item], or give --string for a text',
    );
  }
  return written(node, given.trim());
}

function written(node: Node, given: string): Value {
  const onOneLine = !given.includes('\n');
  if (!isScalar(node)) return { text: onOneLine ? given : flowText(node) };
  if (typeof node.value !== 'string') return { text: given };
  const plain = node.type === 'PLAIN' && onOneLine && !needsQuotes.test(given);
  const quoted = (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE') && onOneLine;
  if (quoted) return { text: given };
  return { text: plain ? given : scalar(node.value), string: node.value };
}

function hasMore(root: Node): boolean {
  let found = false;
  visit(root, {
    Node: (_key, node) => {
      found ||=
        isAlias(node) ||
        ('anchor' in node && Boolean(node.anchor)) ||
        Boolean(node.comment || node.commentBefore);
    },
  });
  return found;
}

/** A node in brackets on one line, without comments and anchors; numbers keep their spelling, aliases stay aliases. */
export function flowText(node: Node | null): string {
  if (isAlias(node)) return `*${node.source}`;
  if (isMap(node)) return `{${node.items.map(each => pairText(each as Pair<Node, Node | null>)).join(', ')}}`;
  if (isSeq(node)) return `[${node.items.map(each => flowText(each as Node)).join(', ')}]`;
  if (!isScalar(node)) return 'null';
  if (typeof node.value === 'string') return scalar(node.value);
  return node.source || String(node.value);
}

function pairText({ key, value }: Pair<Node, Node | null>): string {
  return `${keyText((key as { value?: unknown }).value as string)}: ${flowText(value)}`;
}

/** `<<` is a key that quotation marks would change. */
export function keyText(key: string): string {
  return key === '<<' ? key : scalar(key);
}

/** In the marks that the old value had, where the new one is a text that can stand in them. */
export function inMarksOf(old: string, { text, string }: Value): string {
  if (string === undefined || !/^["']/.test(old)) return text;
  if (old.startsWith("'") && !/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ud800-\udfff]/.test(string)) {
    return `'${string.replaceAll("'", "''")}'`;
  }
  return scalar(string).startsWith('"') ? scalar(string) : `"${string}"`;
}

function firstLine(message: string): string {
  const [line] = message.split('\n');
  return (
    line!.charAt(0).toLowerCase() +
    line!
      .slice(1)
      .replace(/ at line \d+.*$/, '')
      .replace(/[:.]$/, '')
  );
}
