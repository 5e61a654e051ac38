/** The PATH of `set`: steps between points, quoted where a key has points of its own (`web.labels."a.b"`). */
import { GrammarError } from '../values/grammar-error.js';

export interface Step {
  text: string;
  /** A key, whatever it looks like: neither an index nor the end of a list. */
  quoted: boolean;
}

const pattern = /(?:"([^"]*)"|'([^']*)'|([^."']+))(\.|$)/y;

/** @throws GrammarError */
export function parsePath(path: string): Step[] {
  const steps: Step[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < path.length || path.endsWith('.')) {
    const at = pattern.lastIndex;
    const match = at < path.length ? pattern.exec(path) : null;
    if (!match) throw malformed();
    const [, double, single, plain] = match;
    steps.push({ text: double ?? single ?? plain!, quoted: plain === undefined });
    if (match[4] === '' && pattern.lastIndex === path.length) break;
  }
  if (steps.length === 0) throw malformed();
  return steps;
}

function malformed(): GrammarError {
  return new GrammarError(
    'is not a path of keys with points between them',
    'write it as web.limits.memory, and a key with points in quotation marks: \'web.labels."a.b"\'',
  );
}

/** The steps as they are typed, with quotation marks where they are needed. */
export function formatPath(steps: readonly Step[]): string {
  const needsMarks = (step: Step): boolean =>
    /["'.]|^$/.test(step.text) || (step.quoted && indexOf({ ...step, quoted: false }) !== undefined);
  return steps.map(step => (needsMarks(step) ? `"${step.text}"` : step.text)).join('.');
}

/** The index that a step is for a list; `-` is the place after its last item. */
export function indexOf({ text, quoted }: Step): number | 'end' | undefined {
  if (quoted) return undefined;
  if (text === '-') return 'end';
  return /^(0|[1-9]\d{0,5})$/.test(text) ? Number(text) : undefined;
}

/** True when the list that this step needs does not exist and the step would make its first item. */
export function beginsList(step: Step): boolean {
  const index = indexOf(step);
  return index === 'end' || index === 0;
}
