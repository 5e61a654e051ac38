/** Interpolates and casts every scalar value of a parsed file. Keys are left alone, and a value never becomes more than a scalar. */
import { quote, type SourceRange } from '../diagnostic.js';
import type { Findings } from '../findings.js';
import type { ScalarNode, SpecNode } from '../node.js';
import { memberShape, rootShape } from '../shape.js';
import type { Shape } from '../validator.generated.js';
import { castScalar } from './cast.js';
import { type Lookup, substitute, TemplateError } from './template.js';

/**
 * @param warned names of variables that a warning was given about: one oversight, in however many files
 * @returns a tree of which unchanged parts are shared with the given one. A scalar that failed is null, and its
 * place is marked as broken in the findings.
 */
export function interpolate(
  root: SpecNode,
  lookup: Lookup,
  findings: Findings,
  warned: Set<string> = new Set(),
): SpecNode {
  /** Of the scalar at hand; one array for the whole walk. */
  const path: (string | number)[] = [];
  return walk(root, rootShape);

  function walk(node: SpecNode, shape: Shape | undefined): SpecNode {
    if (node.tag === 'reset') return node;
    if (node.kind === 'scalar') return scalar(node, shape);
    if (node.kind === 'sequence') {
      const items = node.items.map((item, index) => member(item, shape, index));
      return items.some((item, index) => item !== node.items[index]) ? { ...node, items } : node;
    }
    let changed = false;
    const entries: typeof node.entries = new Map();
    for (const [key, entry] of node.entries) {
      const value = member(entry.value, shape, key);
      changed ||= value !== entry.value;
      entries.set(key, value === entry.value ? entry : { key: entry.key, value });
    }
    return changed ? { ...node, entries } : node;
  }

  function member(node: SpecNode, shape: Shape | undefined, step: string | number): SpecNode {
    path.push(step);
    const result = walk(node, memberShape(shape, step));
    path.pop();
    return result;
  }

  function scalar(node: ScalarNode, shape: Shape | undefined): ScalarNode {
    let { value } = node;
    if (typeof value === 'string' && value.includes('$')) {
      try {
        value = substitute(value, lookup, missing => warnUnset(missing, node.range));
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error;
        findings.errorAt('interpolation', path, node.range, error.message, hintFor(error.message));
        return { ...node, value: null };
      }
    }
    if (!shape || value === null) return value === node.value ? node : { ...node, value };
    const cast = castScalar(value, node.source, shape);
    if ('error' in cast) {
      const shown = value === node.value ? '' : ` (from ${quote(String(node.value))})`;
      findings.errorAt('wrong-type', path, node.range, `${cast.error}${shown}`);
      return { ...node, value: null };
    }
    if (cast.warning) findings.warningAt(node.range, cast.warning);
    return cast.value === node.value ? node : { ...node, value: cast.value };
  }

  /** Once a variable: a hundred containers that use it are one oversight. */
  function warnUnset(name: string, range: SourceRange): void {
    if (warned.has(name)) return;
    warned.add(name);
    findings.warningAt(range, `The "${name}" variable is not set. Defaulting to a blank string.`);
  }
}

function hintFor(message: string): { hint?: string } {
  return message.startsWith('Invalid template') ? { hint: 'write `$$` for a dollar sign' } : {};
}
