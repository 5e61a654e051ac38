/** A spec with comments before the things that they are about. */
import { formatYaml, scalar, type YamlValue } from '../spec/print/yaml.js';

export interface Commented {
  spec: Record<string, YamlValue>;
  /** At the top of the file. */
  head: readonly string[];
  /** Lines by `networks.NAME`, `containers.NAME`, or a key of the top level. */
  comments: ReadonlyMap<string, readonly string[]>;
  /** Behind everything. */
  tail: readonly string[];
}

export function formatCommented({ spec, head, comments, tail }: Commented): string {
  const parts = Object.entries(spec).map(([key, value]) => {
    const own = commentLines(comments.get(key) ?? [], '');
    const commented = [...comments.keys()].some(each => each.startsWith(`${key}.`));
    if (!commented || !isMapping(value)) return own + formatYaml({ [key]: value });
    const items = Object.entries(value).map(
      ([name, item]) =>
        commentLines(comments.get(`${key}.${name}`) ?? [], '  ') + indented(formatYaml({ [name]: item })),
    );
    return `${own}${scalar(key)}:\n${items.join('')}`;
  });
  return [commentLines(head, ''), ...parts, commentLines(tail, '')].filter(part => part !== '').join('\n');
}

function isMapping(value: YamlValue): value is { readonly [key: string]: YamlValue } {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** No text that we print has a line break of its own, so that every line can be moved. */
function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}

function commentLines(lines: readonly string[], indent: string): string {
  return lines.map(line => `${`${indent}# ${singleLine(line)}`.trimEnd()}\n`).join('');
}

/** Names come from others: with a line break one would be a line of the spec. */
function singleLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]/g, '?');
}
