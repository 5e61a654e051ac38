/** Sets or deletes one value of a spec by changing its text and nothing around it. */
import { isAlias, isMap, isScalar, type Node } from 'yaml';
import type { Diagnostic } from '../diagnostic.js';
import { GrammarError } from '../values/grammar-error.js';
import { applyEdits } from './edits.js';
import { type Found, failure, find, nearKey } from './find.js';
import { formatPath, parsePath, type Step } from './path.js';
import { put } from './put.js';
import { remove } from './remove.js';
import { rootKeys } from './root-keys.js';
import { aliasesOf, rangeOf, readSource, resolveAlias, type Source } from './source.js';
import { readValue } from './value.js';

export interface Edited {
  text: string;
  /** What the user should know: who else uses the value, or where it came from. */
  remarks: Diagnostic[];
}

/**
 * @param value in YAML; with `asText` a text whatever it looks like
 * @throws GrammarError for a path or value that is none; SpecFailure when the file cannot be changed in this way
 */
export function setValue(text: string, file: string, path: string, value: string, asText = false): Edited {
  const written = readValue(value, asText);
  const source = readSource(text, file);
  const steps = fromRoot(source, parsePath(path));
  const found = find(source, steps);
  return { text: applyEdits(text, put(source, found, written)), remarks: remarksOn(source, steps, found) };
}

/** Nothing changes when there is nothing at the path. @throws as `setValue` */
export function deleteValue(text: string, file: string, path: string): Edited {
  const source = readSource(text, file);
  const steps = fromRoot(source, parsePath(path));
  const found = find(source, steps);
  if (found.kind === 'merged') throw comesByMerge(source, steps, found);
  if (found.kind !== 'value') return { text, remarks: [] };
  return { text: applyEdits(text, remove(source, found)), remarks: remarksOn(source, steps, found) };
}

/** True when the path is written in the file itself. @throws as `setValue` */
export function isWrittenIn(text: string, file: string, path: string): boolean {
  const source = readSource(text, file);
  return find(source, fromRoot(source, parsePath(path))).kind === 'value';
}

/** `web.limits` is short for `containers.web.limits`; of `containers` and `services` the one in the file is meant. */
function fromRoot(source: Source, steps: Step[]): Step[] {
  const root = source.document.contents;
  const has = (key: string): boolean => isMap(root) && root.has(key);
  const section = has('services') && !has('containers') ? 'services' : 'containers';
  const [first, ...rest] = steps as [Step, ...Step[]];
  if (first.text === 'containers' || first.text === 'services')
    return [{ text: section, quoted: true }, ...rest];
  if (has(first.text) || rootKeys.includes(first.text) || first.text.startsWith('x-')) return steps;
  const containers = isMap(root) ? resolved(source, root.get(section, true) as Node | undefined) : undefined;
  if (isMap(containers) && containers.has(first.text)) return [{ text: section, quoted: true }, ...steps];
  const near = isMap(containers) ? nearKey(containers, first.text) : '';
  throw new GrammarError(
    `begins with "${first.text}", which is neither a container of this file nor a key of its root${near}`,
    `a new container is ${section}.${first.text}.…`,
  );
}

function resolved(source: Source, node: Node | undefined): Node | undefined {
  return node && resolveAlias(source, node);
}

function remarksOn(source: Source, steps: readonly Step[], found: Found): Diagnostic[] {
  const remarks = found.trail.flatMap(node => sharedWith(source, node));
  const isContainer = /^(containers|services)$/.test(steps[0]!.text);
  const place = formatPath(isContainer ? steps.slice(1) : steps);
  if (found.kind === 'merged') {
    const depth = found.rest.length - 1;
    const key = found.rest[0]!.text;
    const copy = depth > 0 ? ', with a copy of what else is in it' : '';
    remarks.push(
      remark(
        `"${key}" came by \`<<\` from line ${rangeOf(source, found.from).line} and still does for others: ${place} is now set here on its own${copy}`,
        rangeOf(source, found.value ?? found.from),
      ),
    );
  }
  if (found.kind === 'value' && isAlias(found.node)) {
    const { source: anchor } = found.node;
    const { line } = rangeOf(source, resolveAlias(source, found.node));
    remarks.push(
      remark(
        `*${anchor} stood here: &${anchor} on line ${line} stays as it is for others`,
        rangeOf(source, found.node),
      ),
    );
  }
  return remarks;
}

/** A change in what has an anchor counts wherever the anchor is used. */
function sharedWith(source: Source, node: Node): Diagnostic[] {
  const anchor =
    isScalar(node) || (typeof node === 'object' && 'anchor' in node)
      ? (node as { anchor?: string }).anchor
      : undefined;
  if (!anchor) return [];
  const lines = aliasesOf(source, anchor).map(each => rangeOf(source, each).line);
  if (lines.length === 0) return [];
  const places = `line${lines.length > 1 ? 's' : ''} ${[...new Set(lines)].join(', ')}`;
  return [
    remark(`the anchor &${anchor} is used on ${places}: the change counts there too`, rangeOf(source, node)),
  ];
}

function remark(message: string, range: Diagnostic['range'] & object): Diagnostic {
  return { code: 'remark', severity: 'warning', message, range };
}

function comesByMerge(source: Source, steps: readonly Step[], found: Found & { kind: 'merged' }) {
  const { line } = rangeOf(source, found.from);
  return failure({
    message: `"${found.rest[0]!.text}" comes by \`<<\` from line ${line}: there is nothing of its own to delete`,
    range: rangeOf(source, found.value ?? found.from),
    hint: `delete it there, for everybody who uses it, or set ${formatPath(steps.slice(1))} to another value`,
  });
}
