/** The entries of a configuration by key: each is taken by whoever translates it, and what is left is kept raw. */
import type { Diagnostic } from '../../spec/diagnostic.js';
import type { Entry } from './entries.js';

export class Bag {
  private readonly entries = new Map<string, Entry[]>();

  constructor(
    entries: readonly Entry[],
    private readonly remarks: Diagnostic[],
  ) {
    for (const entry of entries) {
      // An empty value takes back what was said before, as LXC has it.
      if (entry.value === '') this.entries.delete(entry.key);
      else this.entries.set(entry.key, [...(this.entries.get(entry.key) ?? []), entry]);
    }
  }

  /** The value that counts, which is the last one. */
  one(key: string): Entry | undefined {
    const all = this.all(key);
    for (const each of all.slice(0, -1))
      this.remark(each, `${key} is set again on line ${all.at(-1)!.range.line}`);
    return all.at(-1);
  }

  /** The value that counts, if it can be translated; otherwise it stays. */
  oneOf<Value>(key: string, translate: (value: string) => Value | undefined): Value | undefined {
    const last = this.entries.get(key)?.at(-1);
    const value = last && translate(last.value);
    if (value !== undefined) this.one(key);
    return value;
  }

  all(key: string): Entry[] {
    const found = this.entries.get(key) ?? [];
    this.entries.delete(key);
    return found;
  }

  /** Takes those of a key's values that can be translated; the others stay. */
  some<Value>(key: string, translate: (value: string, entry: Entry) => Value | undefined): Value[] {
    const values: Value[] = [];
    const left = this.all(key).filter(entry => {
      const value = translate(entry.value, entry);
      if (value !== undefined) values.push(value);
      return value === undefined;
    });
    if (left.length > 0) this.entries.set(key, left);
    return values;
  }

  /** The value that counts, without taking it. */
  valueOf(key: string): string | undefined {
    return this.entries.get(key)?.at(-1)?.value;
  }

  /** An entry whose key begins so, to point at. */
  anyOf(prefix: string): Entry | undefined {
    return [...this.entries].find(([key]) => key.startsWith(prefix))?.[1][0];
  }

  putBack(entry: Entry): void {
    this.entries.set(entry.key, [...(this.entries.get(entry.key) ?? []), entry]);
  }

  keys(): string[] {
    return [...this.entries.keys()];
  }

  remark({ range }: Entry, message: string): void {
    this.remarks.push({ code: 'remark', severity: 'warning', message, range });
  }

  remarkAt(entry: Entry | undefined, message: string): void {
    if (entry) this.remark(entry, message);
  }

  /** What nobody has taken, in the file's order. */
  rest(): Map<string, Entry[]> {
    return this.entries;
  }
}
