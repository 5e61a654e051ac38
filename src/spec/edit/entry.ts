/** Text of entries that are not there yet, with the parents that they need. */

import { beginsList, type Step } from './path.js';
import { keyText } from './value.js';

/** `{memory: 512M}` for the steps that are left of a path; the value itself when none is. */
export function nestedText(steps: readonly Step[], value: string): string {
  const [first, ...rest] = steps;
  if (!first) return value;
  const inner = nestedText(rest, value);
  return beginsList(first) ? `[${inner}]` : `{${keyText(first.text)}: ${inner}}`;
}

/** `memory: 512M`, in brackets. */
export function flowEntry([first, ...rest]: readonly Step[], value: string): string {
  return `${keyText(first!.text)}: ${nestedText(rest, value)}`;
}

/** The lines of a key in a block; missing parents get lines of their own, a list stands in brackets behind its key. */
export function blockEntry(
  [first, ...rest]: readonly Step[],
  value: string,
  column: number,
  unit: number,
): string[] {
  const key = `${' '.repeat(column)}${keyText(first!.text)}:`;
  const [next] = rest;
  if (!next || beginsList(next)) return [`${key} ${nestedText(rest, value)}`];
  return [key, ...blockEntry(rest, value, column + unit, unit)];
}
