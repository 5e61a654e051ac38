/** What was changed by hand since a spec was applied: two descriptions of one thing, compared key by key. */

/** A key that the spec has in one way and the host in another. */
export interface Difference {
  key: string;
  asked: unknown;
  present: unknown;
}

/** @param before and after of one shape; keys whose values read the same are left out */
export function differencesOf<Thing extends object>(before: Thing, after: Thing): Difference[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof Thing & string>;
  return [...keys].flatMap(key => {
    const [asked, present] = [before[key], after[key]];
    if (JSON.stringify(asked) === JSON.stringify(present)) return [];
    if (isRecord(asked) && isRecord(present)) {
      return differencesOf(asked, present).map(each => ({ ...each, key: `${key}.${each.key}` }));
    }
    return [{ key, asked, present }];
  });
}

/** As a sentence for a comment. Of lists only what is new and what is gone. */
export function describeDifference({ key, asked, present }: Difference): string {
  if (!Array.isArray(asked) || !Array.isArray(present)) {
    return `${key} is ${valueText(present)} now; ${valueText(asked)} was asked for`;
  }
  const missingFrom = (list: unknown[]) => {
    const texts = new Set(list.map(valueText));
    return (each: unknown) => !texts.has(valueText(each));
  };
  const added = present.filter(missingFrom(asked)).map(valueText);
  const gone = asked.filter(missingFrom(present)).map(valueText);
  const parts = [
    ...(added.length > 0 ? [`has ${added.join(', ')} now`] : []),
    ...(gone.length > 0 ? [`no longer has ${gone.join(', ')}`] : []),
  ];
  return `${key} ${parts.join(' and ') || 'is in another order now'}`;
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const longestValue = 100;

function valueText(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}
