/** Reading JSON of a fixed shape: every value knows where it stands, and nothing is passed over. */
import { SeccompProfileError } from './seccomp-profile.js';

/** Digits beyond a double's precision are kept as text, behind a character that JSON cannot have unescaped. */
const mark = '\u0000';
const largeNumber = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;

export class JsonNode {
  private constructor(
    readonly key: string,
    private readonly value: unknown,
  ) {}

  /** @throws SeccompProfileError when it is not JSON */
  static parse(text: string): JsonNode {
    try {
      const exact = text.replace(largeNumber, all => (all.startsWith('"') ? all : `"\\u0000${all}"`));
      return new JsonNode('', JSON.parse(exact));
    } catch {
      throw new SeccompProfileError('', 'is not JSON');
    }
  }

  get isAbsent(): boolean {
    return this.value === undefined || this.value === null;
  }

  /** A mapping with no other keys than these. */
  members<Name extends string>(...names: Name[]): Record<Name, JsonNode> {
    if (typeof this.value !== 'object' || this.value === null || Array.isArray(this.value))
      throw this.problem('is not a mapping');
    const given = this.value as Record<string, unknown>;
    const at = (name: string) => (this.key === '' ? name : `${this.key}.${name}`);
    for (const name of Object.keys(given)) {
      if (!(names as string[]).includes(name))
        throw new SeccompProfileError(at(name), 'is not a key of profiles');
    }
    return Object.fromEntries(
      names.map(name => [name, new JsonNode(at(name), Object.hasOwn(given, name) ? given[name] : undefined)]),
    ) as Record<Name, JsonNode>;
  }

  /** Absent = empty. */
  items(): JsonNode[] {
    if (this.isAbsent) return [];
    if (!Array.isArray(this.value)) throw this.problem('is not a list');
    return this.value.map((each, index) => new JsonNode(`${this.key}[${index}]`, each));
  }

  text(): string {
    if (typeof this.value === 'string' && !this.value.startsWith(mark)) return this.value;
    throw this.problem(this.isAbsent ? 'is missing' : 'is not a text');
  }

  /** A whole number from 0 to `maximum`, exact. */
  whole(maximum: bigint): bigint {
    const exact = this.exactValue();
    if (exact === null) throw this.problem(this.isAbsent ? 'is missing' : 'is not a whole number');
    if (exact < 0n || exact > maximum) throw this.problem(`is not from 0 to ${maximum}`);
    return exact;
  }

  problem(reason: string): SeccompProfileError {
    return new SeccompProfileError(this.key, reason);
  }

  private exactValue(): bigint | null {
    if (typeof this.value === 'string' && this.value.startsWith(mark)) return BigInt(this.value.slice(1));
    return Number.isSafeInteger(this.value) ? BigInt(this.value as number) : null;
  }
}
