/** The entries of a configuration by key: each is taken by whoever translates it, and what is left is kept raw. */
import type { Diagnostic, SourceRange } from '../../spec/diagnostic.js';
import type { Entry } from './entries.js';

/** An empty value of one of these takes back all keys below it. */
const families = ['lxc.cgroup', 'lxc.cgroup2', 'lxc.hook', 'lxc.prlimit', 'lxc.proc', 'lxc.sysctl'];

export class Bag {
  private readonly entries = new Map<string, Entry[]>();
  private readonly places = new Map<Entry, number>();

  constructor(
    entries: readonly Entry[],
    private readonly remarks: Diagnostic[],
  ) {
    for (const [place, entry] of entries.entries()) {
      this.places.set(entry, place);
      // An empty value takes back what was said before, as LXC has it.
      if (entry.value === '') this.takeBack(entry.key);
      else this.entries.set(entry.key, [...(this.entries.get(entry.key) ?? []), entry]);
    }
  }

  private takeBack(key: string): void {
    this.entries.delete(key);
    if (!families.includes(key)) return;
    const isSetting = /^lxc\.cgroup\.(dir|relative)(\.|$)/;
    for (const each of this.keys()) {
      if (each.startsWith(`${key}.`) && !isSetting.test(each)) this.entries.delete(each);
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

  /** The entry that counts, without taking it. */
  entryOf(key: string): Entry | undefined {
    return this.entries.get(key)?.at(-1);
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

  /** Before those of the key that are there, and in the place of another entry. */
  putBefore(key: string, entries: readonly Entry[], instead: Entry): void {
    for (const each of entries) this.places.set(each, this.places.get(instead)!);
    this.entries.set(key, [...entries, ...(this.entries.get(key) ?? [])]);
  }

  remark({ range }: Entry, message: string, hint?: string): void {
    this.remarkOn(range, message, hint);
  }

  remarkOn(range: SourceRange, message: string, hint?: string): void {
    this.remarks.push({
      code: 'remark',
      severity: 'warning',
      message,
      range,
      ...(hint !== undefined && { hint }),
    });
  }

  remarkAt(entry: Entry | undefined, message: string): void {
    if (entry) this.remark(entry, message);
  }

  /** What nobody has taken, in the file's order, whatever of the same keys was taken. */
  rest(): [key: string, entries: Entry[]][] {
    const placeOf = (entries: readonly Entry[]) => this.places.get(entries[0]!)!;
    return [...this.entries].sort(([, left], [, right]) => placeOf(left) - placeOf(right));
  }
}
